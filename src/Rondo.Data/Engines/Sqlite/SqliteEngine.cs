using System.Collections.Concurrent;
using System.Data.Common;
using Rondo.Data.Statements;
using Rondo.Data.Urls;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>SQLite: one connection that writes, in the order in which callers came, and several that read beside it.</summary>
/// <remarks>
/// Each call is one hop to a worker thread and back, whatever the number of its rows. Readers see the last commit and wait for
/// nobody (write-ahead log).
/// A database in memory has one connection: its readers wait for a writer's statement, not for its transaction, whose changes they see.
/// </remarks>
internal sealed class SqliteEngine : Engine
{
    /// <summary>The rows of a stream that are read in one hop.</summary>
    internal const int StreamRows = 256;

    private readonly SqliteUrl _url;
    private readonly Turns _writing;
    private readonly Turns _reading; // of those who keep a connection: streams, and transactions that read
    private readonly SqliteReaders _readers;
    private readonly ConcurrentStack<SqliteLine> _idle = new();
    private readonly SqliteLine _writer;
    private int _kept;

    internal SqliteEngine(SqliteUrl url)
    {
        _url = url;
        Dialect = SqlDialect.Sqlite;
        _writing = new Turns(1, url.Wait, "writing connection");
        _reading = new Turns(url.Readers, url.Wait, "reading connection");
        _writer = new SqliteLine(this, isWriter: true);
        _readers = new SqliteReaders(this, url.Readers);
        Source = new SqliteSource(url.SourceConnectionString);
    }

    public override SqlDialect Dialect { get; }

    public override string? TracedSystem => "sqlite";

    public override string Name => _url.Name;

    internal override DbDataSource Source { get; }

    internal SqliteUrl Url => _url;

    public override Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most) =>
        RunAsync(SqliteAccess.Reads(sql.Text), sql.Text, session => session.Query(sql, reader, most));

    public override Task<int> ExecuteAsync(SqlText sql) => RunAsync(isReading: false, sql.Text, session => session.Execute(sql));

    public override async Task<int> BatchAsync(IReadOnlyList<SqlText> statements)
    {
        await using var transaction = await BeginAsync(new TransactionOptions());
        var changed = await transaction.BatchAsync(statements);
        await transaction.CommitAsync();
        return changed;
    }

    public override async IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader)
    {
        if (_url.IsMemory || !SqliteAccess.Reads(sql.Text))
        {
            // Other calls need the connection while the caller looks at a row.
            foreach (var row in await QueryAsync(sql, reader, int.MaxValue))
                yield return row;
            yield break;
        }

        var line = await RentReaderAsync();
        try
        {
            await foreach (var row in line.StreamAsync(sql, reader, StreamRows))
                yield return row;
        }
        finally
        {
            Return(line);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();
        while (_idle.TryPop(out var line))
            await line.CloseAsync();
        await _writer.CloseAsync();
        await Source.DisposeAsync();
    }

    internal override async Task<EngineTransaction> BeginAsync(TransactionOptions options)
    {
        if (options.IsReadOnly && !_url.IsMemory)
        {
            var line = await RentReaderAsync();
            return await SqliteTransactionLine.BeginAsync(line, this, "BEGIN", () => Return(line));
        }

        await _writing.TakeAsync();
        return await SqliteTransactionLine.BeginAsync(_writer, this, options.IsReadOnly ? "BEGIN" : "BEGIN IMMEDIATE", _writing.Release);
    }

    internal override Task CheckAsync() =>
        RunAsync(isReading: false, "PRAGMA schema_version", static session => session.Execute(new SqlText("PRAGMA schema_version", [])));

    internal override DatabaseStatistics GetStatistics() =>
        new(_readers.Open + Volatile.Read(ref _kept) + (_writer.IsOpen ? 1 : 0),
            _writing.Busy + _reading.Busy + _readers.Busy, _writing.Waiting + _reading.Waiting + _readers.Waiting);

    private async Task<TResult> RunAsync<TResult>(bool isReading, string text, Func<SqliteSession, TResult> work)
    {
        if (isReading && _url.IsMemory)
            return await _writer.RunAsync(work, text);
        if (isReading)
            return await _readers.RunAsync(work, text);

        await _writing.TakeAsync();
        try
        {
            return await _writer.RunAsync(work, text);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask<SqliteLine> RentReaderAsync()
    {
        await _reading.TakeAsync();
        if (_idle.TryPop(out var line))
            return line;
        Interlocked.Increment(ref _kept);
        return new SqliteLine(this, isWriter: false);
    }

    private void Return(SqliteLine line)
    {
        _idle.Push(line);
        _reading.Release();
    }
}
