using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rondo.Api.Values;
using Rondo.Data.Statements;
using SQLitePCL;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>A prepared statement of one connection. One thread uses it at a time.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private object? _mapped; // the reader that the ordinals belong to
    private int[] _ordinals = [];
    private int _columnCount = -1;

    private SqliteStatement(sqlite3 connection, sqlite3_stmt statement) => (_connection, _statement) = (connection, statement);

    internal bool IsReadOnly => raw.sqlite3_stmt_readonly(_statement) != 0;

    /// <summary>Prepares the first statement of a text; null if the text has none left.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="text">The text; afterwards the rest of it.</param>
    /// <param name="isKept">Whether the statement is used more than once.</param>
    internal static SqliteStatement? Prepare(sqlite3 connection, ref ReadOnlySpan<byte> text, bool isKept)
    {
        const uint Persistent = 1;
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_prepare_v3(connection, text, isKept ? Persistent : 0, out var statement, out text), connection);
        return statement.IsInvalid ? null : new SqliteStatement(connection, statement);
    }

    internal void Bind(object?[] values, JsonSerializerOptions json)
    {
        // A statement of a script may use only some of the values.
        var count = Math.Min(raw.sqlite3_bind_parameter_count(_statement), values.Length);
        for (var i = 0; i < count; i++)
            Check(BindOne(i + 1, values[i], json));
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    internal bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            Check(result);
        return false;
    }

    /// <summary>Makes the statement ready for its next use, and releases its values and its read transaction.</summary>
    internal void Reset()
    {
        _ = raw.sqlite3_reset(_statement); // reports the error of the last step again
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    /// <summary>Begins a result: the columns are mapped once for a reader.</summary>
    internal SqliteRow Begin<T>(RowReader<T> reader, string text, JsonSerializerOptions json)
    {
        var count = raw.sqlite3_column_count(_statement);
        if (!ReferenceEquals(_mapped, reader) || _columnCount != count) // a changed table changes what * stands for
        {
            var names = new string[count];
            for (var i = 0; i < count; i++)
                names[i] = raw.sqlite3_column_name(_statement, i).utf8_to_string();
            (_ordinals, _mapped, _columnCount) = (reader.Map(names, text), reader, count);
        }

        var row = new SqliteRow(_statement, text);
        row.Begin(_ordinals, json);
        return row;
    }

    public void Dispose() => _statement.Dispose();

    private int BindOne(int index, object? value, JsonSerializerOptions json) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, index),
        long number => raw.sqlite3_bind_int64(_statement, index, number),
        int number => raw.sqlite3_bind_int64(_statement, index, number),
        string text => BindText(index, text),
        bool flag => raw.sqlite3_bind_int64(_statement, index, flag ? 1 : 0),
        double number => BindReal(index, number),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, index, bytes),
        short or ushort or byte or sbyte
            or uint => raw.sqlite3_bind_int64(_statement, index, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        ulong number => number <= long.MaxValue
            ? raw.sqlite3_bind_int64(_statement, index, (long)number)
            : throw new ArgumentException(
                $"The value {number} of parameter {index} is above {long.MaxValue}, the largest integer of SQLite. Store it "
                    + $"as text: {{value.ToString()}}."),
        float number => BindReal(index, number),
        Half number => BindReal(index, (double)number),
        SqlJson document => BindText(index, JsonSerializer.Serialize(document.Value, json.GetTypeInfo(document.Type))),
        Enum name => BindText(index, SqlEnums.NameOf(name, json)),
        _ => BindText(index, SqliteTexts.Of(value)),
    };

    /// <summary>SQLite would store NaN as NULL.</summary>
    private int BindReal(int index, double number) => double.IsNaN(number)
        ? throw new ArgumentException($"The value of parameter {index} is NaN, which SQLite cannot store. Store NULL instead.")
        : raw.sqlite3_bind_double(_statement, index, number);

    private int BindText(int index, string text) => raw.sqlite3_bind_text(_statement, index, text);

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _connection);
    }
}
