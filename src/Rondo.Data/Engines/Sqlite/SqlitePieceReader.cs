using System.Collections;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>
/// A reader that takes several rows from SQLite in each hop to a worker thread. Its values are those of <see cref="SqliteDataReader"/>.
/// </summary>
/// <remarks>
/// The rows of one hop are in memory. A command with one small result is a single hop: its end is reached in the hop that executes
/// it.
/// </remarks>
internal sealed partial class SqlitePieceReader : DbDataReader
{
    private readonly SqliteConnection _connection;
    private readonly SqliteDataReader _inner;
    private readonly List<object[]> _rows = [];
    private SqlitePieceColumn[] _columns = [];
    private int _row = -1;
    private bool _isRead; // the result, to its last row
    private bool _isLast; // of the command's results, and the reader beneath is closed
    private bool _hasRows;
    private bool _isClosed;
    private int _recordsAffected;

    private SqlitePieceReader(SqliteConnection connection, SqliteDataReader inner)
    {
        (_connection, _inner) = (connection, inner);
        Begin();
    }

    public override int Depth => 0;

    public override int FieldCount => _columns.Length;

    public override bool HasRows => _hasRows;

    public override bool IsClosed => _isClosed;

    public override int RecordsAffected => _isLast ? _recordsAffected : _inner.RecordsAffected;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    private object[] Row => _row >= 0 && _row < _rows.Count
        ? _rows[_row]
        : throw new InvalidOperationException("The reader is at no row: call Read first, and stop when it returns false.");

    /// <summary>Executes a command and reads its first rows in one hop.</summary>
    internal static async Task<DbDataReader> ExecuteAsync(SqliteCommand command, CommandBehavior behavior, CancellationToken token)
    {
        var connection = command.Connection ?? throw new InvalidOperationException("The command has no connection.");
        return await SqliteOffload.RunAsync<DbDataReader>(connection, () =>
            new SqlitePieceReader(connection, command.ExecuteReader(behavior)), token);
    }

    public override bool Read() => TryAdvance() ?? ReadPiece();

    public override Task<bool> ReadAsync(CancellationToken cancellationToken) =>
        TryAdvance() is { } isRow ? Task.FromResult(isRow) : SqliteOffload.RunAsync(_connection, ReadPiece, cancellationToken);

    public override bool NextResult()
    {
        if (_isLast)
        {
            (_columns, _hasRows) = ([], false);
            _rows.Clear();
            return false;
        }

        if (!_isRead)
            End();
        if (_isLast)
            return NextResult();
        Begin();
        return true;
    }

    public override Task<bool> NextResultAsync(CancellationToken cancellationToken) =>
        _isLast ? Task.FromResult(NextResult()) : SqliteOffload.RunAsync(_connection, NextResult, cancellationToken);

    public override void Close()
    {
        _isClosed = true;
        if (!_isLast)
            _inner.Dispose();
    }

    public override Task CloseAsync()
    {
        if (!_isLast && !_isClosed)
            return SqliteOffload.RunShieldedAsync(Close);
        _isClosed = true;
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    public override IEnumerator GetEnumerator() => new DbEnumerator(this, closeReader: false);

    public override string GetName(int ordinal) => _columns[ordinal].Name;

    public override int GetOrdinal(string name)
    {
        var exact = Array.FindIndex(_columns, column => column.Name == name);
        var found = exact >= 0 ? exact : Array.FindIndex(_columns, column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? found : throw new ArgumentOutOfRangeException(nameof(name), name, $"The result has no column '{name}'.");
    }

    public override string GetDataTypeName(int ordinal) => _columns[ordinal].TypeName;

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields)]
    public override Type GetFieldType(int ordinal) => _columns[ordinal].Type;

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed)
            Close();
        base.Dispose(disposing);
    }

    private bool? TryAdvance()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (++_row < _rows.Count)
            return true;
        return _isRead ? false : null;
    }

    private void Begin()
    {
        _columns = SqlitePieceColumn.Of(_inner);
        (_hasRows, _isRead) = (_inner.HasRows, false);
        Load();
    }

    private bool ReadPiece()
    {
        Load();
        _row = 0;
        return _rows.Count > 0;
    }

    private void Load()
    {
        _rows.Clear();
        _row = -1;
        while (_rows.Count < SqliteEngine.StreamRows)
        {
            if (!_inner.Read())
            {
                End();
                return;
            }

            var row = new object[_columns.Length];
            _inner.GetValues(row);
            _rows.Add(row);
        }
    }

    private void End()
    {
        _isRead = true;
        if (_inner.NextResult())
            return;
        _recordsAffected = _inner.RecordsAffected;
        _isLast = true;
        _inner.Dispose();
    }
}
