using System.Data.Common;
using Npgsql;
using Rondo.Data.Statements;
using Rondo.Data.Urls;

namespace Rondo.Data.Engines.Npgsql;

/// <summary>
/// PostgreSQL through Npgsql. A statement is one hop: it runs to its last row wherever Npgsql continues, and then returns to the loop.
/// </summary>
internal sealed class NpgsqlEngine : Engine
{
    private readonly PostgresUrl _url;
    private readonly NpgsqlDataSource _source;
    private readonly Turns _turns;

    internal NpgsqlEngine(PostgresUrl url)
    {
        (_url, _turns) = (url, new Turns(url.PoolSize, url.Wait, "connection"));
        _source = new NpgsqlDataSourceBuilder(url.Builder.ConnectionString) { Name = url.Name }.Build();
    }

    public override SqlDialect Dialect => SqlDialect.Postgres;

    public override string? TracedSystem => null;

    public override string Name => _url.Name;

    internal override DbDataSource Source => _source;

    internal override NpgsqlDataSource NpgsqlSource => _source;

    internal PostgresUrl Url => _url;

    public override Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most) =>
        RunAsync(sql.Text, (connection, token) => NpgsqlCalls.QueryAsync(connection, this, sql, reader, most, token));

    public override Task<int> ExecuteAsync(SqlText sql) =>
        RunAsync(sql.Text, (connection, token) => NpgsqlCalls.ExecuteAsync(connection, this, sql, token));

    public override Task<int> BatchAsync(IReadOnlyList<SqlText> statements) => statements.Count == 0
        ? Task.FromResult(0)
        : RunAsync(statements[0].Text, (connection, token) => NpgsqlCalls.BatchAsync(connection, this, statements, token));

    public override async IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader)
    {
        await using var line = await RentAsync();
        await foreach (var row in NpgsqlCalls.StreamAsync(line.Connection, this, sql, reader))
            yield return row;
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    internal override async Task<EngineTransaction> BeginAsync(TransactionOptions options)
    {
        var line = await RentAsync();
        try
        {
            return await NpgsqlTransactionLine.BeginAsync(line, this, options);
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }

    internal override Task CheckAsync() => ExecuteAsync(new SqlText("SELECT 1", []));

    internal override DatabaseStatistics GetStatistics() => new(_turns.Busy, _turns.Busy, _turns.Waiting);

    /// <summary>Opens a connection, which <see cref="NpgsqlLine.DisposeAsync"/> returns.</summary>
    internal async Task<NpgsqlLine> RentAsync()
    {
        await _turns.TakeAsync();
        try
        {
            var connection = await NpgsqlCalls.GuardAsync(this, null, token => _source.OpenConnectionAsync(token).AsTask());
            return new NpgsqlLine(connection, _turns);
        }
        catch
        {
            _turns.Release();
            throw;
        }
    }

    private async Task<TResult> RunAsync<TResult>(string text, Func<NpgsqlConnection, CancellationToken, Task<TResult>> work)
    {
        await _turns.TakeAsync();
        try
        {
            return await NpgsqlCalls.GuardAsync(this, text, async token =>
            {
                var connection = await _source.OpenConnectionAsync(token).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    try
                    {
                        return await work(connection, token).ConfigureAwait(false);
                    }
                    catch (PostgresException exception) when (NpgsqlErrors.IsStale(exception))
                    {
                        connection.UnprepareAll();
                        return await work(connection, token).ConfigureAwait(false);
                    }
                }
            });
        }
        finally
        {
            _turns.Release();
        }
    }
}
