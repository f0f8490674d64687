using System.Data.Common;
using Npgsql;
using Rondo.Data.Statements;
using Rondo.Data.Urls;
using Rondo.Postgres;
using Rondo.Postgres.Exchanges;

namespace Rondo.Data.Engines.Postgres;

/// <summary>
/// PostgreSQL through Rondo.Postgres. Statements run on the caller's loop; a caller without one hops to a loop that all such callers share.
/// </summary>
internal sealed class PostgresEngine : Engine
{
    private readonly PostgresUrl _url;
    private readonly PostgresDataSource _connections;
    private readonly Lazy<NpgsqlDataSource> _npgsql;

    internal PostgresEngine(PostgresUrl url)
    {
        (_url, _connections) = (url, new PostgresDataSource(PostgresUrlOptions.Of(url)));
        _npgsql = new(() => new NpgsqlDataSourceBuilder(url.Builder.ConnectionString) { Name = url.Name }.Build());
    }

    public override SqlDialect Dialect => SqlDialect.Postgres;

    public override string? TracedSystem => "postgresql";

    public override string Name => _url.Name;

    internal PostgresUrl Url => _url;

    internal override DbDataSource Source => _connections;

    internal override NpgsqlDataSource NpgsqlSource => _npgsql.Value;

    internal override PostgresDataSource Connections => _connections;

    public override Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most) => EventLoop.TryCurrent is null
        ? _connections.Loop.InvokeAsync(() => QueryAsync(sql, reader, most))
        : QueryHereAsync(sql, reader, most);

    public override Task<int> ExecuteAsync(SqlText sql) => EventLoop.TryCurrent is null
        ? _connections.Loop.InvokeAsync(() => ExecuteAsync(sql))
        : PostgresCalls.GuardAsync(this, sql.Text, async () =>
        {
            if (PostgresScript.TrySplit(sql) is not null)
                return await InSessionAsync(session => session.ExecuteAsync(sql));
            var exchange = new ChangeExchange(sql, Json);
            await RunAsync(exchange, sql.Text);
            exchange.ThrowIfFailed();
            return exchange.Changed;
        });

    public override Task<int> BatchAsync(IReadOnlyList<SqlText> statements) => statements.Count == 0
        ? Task.FromResult(0)
        : EventLoop.TryCurrent is null
            ? _connections.Loop.InvokeAsync(() => BatchAsync(statements))
            : PostgresCalls.GuardAsync(this, statements[0].Text, () => InSessionAsync(session => session.BatchAsync(statements)));

    public override async IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader)
    {
        if (EventLoop.TryCurrent is null)
        {
            foreach (var row in await QueryAsync(sql, reader, int.MaxValue)) // without a loop there is none whose reading could pause
                yield return row;
            yield break;
        }

        await using var session = await PostgresCalls.GuardAsync(this, null, RentAsync);
        await foreach (var row in PostgresCalls.GuardAsync(this, sql.Text, session.StreamAsync(sql, reader)))
            yield return row;
    }

    public override async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        if (_npgsql.IsValueCreated)
            await _npgsql.Value.DisposeAsync();
    }

    internal override Task<EngineTransaction> BeginAsync(TransactionOptions options) => EventLoop.TryCurrent is null
        ? _connections.Loop.InvokeAsync(() => BeginAsync(options))
        : PostgresCalls.GuardAsync(this, "BEGIN", async () => PostgresTransactionLine.Begin(await RentAsync(), this, options));

    internal override Task CheckAsync() => ExecuteAsync(new SqlText("SELECT 1", []));

    internal override DatabaseStatistics GetStatistics()
    {
        var total = _connections.Total;
        return new DatabaseStatistics(total.Open, total.Busy, total.Waiting);
    }

    private async Task<PostgresSession> RentAsync()
    {
        var pool = _connections.Pool;
        return new PostgresSession(pool, await pool.RentAsync(), Json);
    }

    /// <remarks>It does what PostgresCalls.GuardAsync does, without a function in between: most requests come through here.</remarks>
    private async Task<List<T>> QueryHereAsync<T>(SqlText sql, RowReader<T> reader, int most)
    {
        CancelScope.ThrowIfCanceled();
        try
        {
            var exchange = new RowsExchange<T>(sql, reader, most, Json);
            await RunAsync(exchange, sql.Text);
            exchange.ThrowIfFailed();
            return exchange.Rows;
        }
        catch (Exception exception) when (PostgresErrors.TryTranslate(exception, Name, sql.Text) is { } translated)
        {
            throw translated;
        }
    }

    private ValueTask RunAsync(QueryExchange exchange, string text)
    {
        var pool = _connections.Pool;
        exchange.Traits = pool.TraitsOf(text);
        return exchange.Traits.IsShareable ? pool.RunAsync(exchange) : RunAloneAsync(exchange);
    }

    private async ValueTask RunAloneAsync(QueryExchange exchange)
    {
        await using var session = await RentAsync();
        await session.RunAsync(exchange);
    }

    private async Task<TResult> InSessionAsync<TResult>(Func<PostgresSession, Task<TResult>> work)
    {
        await using var session = await RentAsync();
        return await work(session);
    }
}
