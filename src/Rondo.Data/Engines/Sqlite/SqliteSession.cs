using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rondo.Data.Statements;
using SQLitePCL;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>A connection to SQLite and its kept statements. Its methods block, and run on one worker thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private const int MostStatements = 100;

    /// <summary>The number of SQLite's instructions, tens of microseconds, after which a call looks whether it is cancelled.</summary>
    internal const int InstructionsPerLook = 1_000;

    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;
    private readonly JsonSerializerOptions _json;
    private readonly LeastRecent<SqliteStatement> _statements = new(MostStatements);
    private SqliteStop? _stop; // of the call that runs

    private SqliteSession(SqliteConnection connection, JsonSerializerOptions json) =>
        (_connection, _handle, _json) = (connection, connection.Handle!, json);

    /// <summary>Gets whether no transaction is open; SQLite ends one by itself after some errors.</summary>
    internal bool IsAutocommit => raw.sqlite3_get_autocommit(_handle) != 0;

    /// <exception cref="SqliteException">The file cannot be opened, or is none of SQLite's.</exception>
    internal static SqliteSession Open(string connectionString, string setup, JsonSerializerOptions json)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection, json);
            _ = raw.sqlite3_busy_timeout(session._handle, 0); // waiting is done where it can be cancelled
            raw.sqlite3_progress_handler(
                session._handle, InstructionsPerLook,
                static state => ((SqliteSession)state)._stop is { IsRequested: true } ? 1 : 0, session);
            session.Execute(new SqlText(setup, []));
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal List<T> Query<T>(SqlText sql, RowReader<T> reader, int most)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Bind(sql.Values, _json);
            var row = statement.Begin(reader, sql.Text, _json);
            var rows = new List<T>(Math.Min(most, 4));
            while (statement.Step())
            {
                rows.Add(reader.Read(row));
                if (rows.Count == most && statement.IsReadOnly) // a change runs to its end
                    break;
            }

            return rows;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Runs every statement of a text; returns the number of rows that they changed.</summary>
    internal int Execute(SqlText sql)
    {
        if (_statements.Find(sql.Text) is { } known)
            return Run(known, sql);
        var text = Encoding.UTF8.GetBytes(sql.Text + "\0");
        var (changed, start) = (0, 0);
        try
        {
            while (true)
            {
                ReadOnlySpan<byte> rest = text.AsSpan(start);
                if (SqliteStatement.Prepare(_handle, ref rest, isKept: false) is not { } statement)
                    return changed;
                var isOnly = start == 0 && IsBlank(rest);
                if (isOnly)
                    _statements.Add(sql.Text, statement); // disposed of with the others, also if it fails
                try
                {
                    changed += Run(statement, sql);
                }
                finally
                {
                    if (!isOnly)
                        statement.Dispose();
                }

                start = text.Length - rest.Length;
            }
        }
        catch (SqliteException exception)
        {
            exception.Data[SqliteErrors.Part] = Encoding.UTF8.GetString(text.AsSpan(start)).TrimEnd('\0');
            throw;
        }
    }

    /// <summary>Begins a result that is read in pieces; disposing of it ends it.</summary>
    internal SqliteStream<T> BeginStream<T>(SqlText sql, RowReader<T> reader)
    {
        // Not a kept one: the same text may be run on this connection while the stream is open.
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(sql.Text + "\0");
        var statement = SqliteStatement.Prepare(_handle, ref text, isKept: false) ?? throw new ArgumentException("The statement is empty.");
        try
        {
            statement.Bind(sql.Values, _json);
            return new SqliteStream<T>(statement, reader, statement.Begin(reader, sql.Text, _json));
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    /// <summary>Runs a call that ends with SQLITE_INTERRUPT soon after its caller has left.</summary>
    /// <remarks>sqlite3_interrupt would do nothing if it came before the first step of the call's statement.</remarks>
    internal TResult Run<TResult>(Func<SqliteSession, TResult> work, SqliteStop stop)
    {
        _stop = stop;
        try
        {
            return work(this);
        }
        finally
        {
            _stop = null;
        }
    }

    public void Dispose()
    {
        _statements.Dispose();
        _connection.Dispose();
    }

    private SqliteStatement Prepare(SqlText sql)
    {
        if (_statements.Find(sql.Text) is not { } statement)
        {
            ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(sql.Text + "\0");
            statement = SqliteStatement.Prepare(_handle, ref text, isKept: true) ?? throw new ArgumentException("The statement is empty.");
            if (!IsBlank(text))
            {
                statement.Dispose();
                throw new ArgumentException(
                    "The text has more than one statement, and only one of them can return rows. Run the others with ExecuteAsync.");
            }

            _statements.Add(sql.Text, statement);
        }

        return statement;
    }

    private int Run(SqliteStatement statement, SqlText sql)
    {
        var before = raw.sqlite3_total_changes(_handle);
        try
        {
            statement.Bind(sql.Values, _json);
            while (statement.Step())
            {
                // Rows are not asked for.
            }

            // The total counts what triggers and cascades changed, too: it only tells whether the statement changed anything.
            return raw.sqlite3_total_changes(_handle) == before ? 0 : raw.sqlite3_changes(_handle);
        }
        finally
        {
            statement.Reset();
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (var each in text)
        {
            if (each is not (0 or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)';'))
                return false;
        }

        return true;
    }
}
