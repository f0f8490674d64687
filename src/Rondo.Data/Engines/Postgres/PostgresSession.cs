using System.Text.Json;
using Rondo.Data.Statements;
using Rondo.Postgres;
using Rondo.Postgres.Connections;
using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Syntax;
using Rondo.Postgres.Types;

namespace Rondo.Data.Engines.Postgres;

/// <summary>Runs statements on a rented connection. One task uses it at a time.</summary>
internal sealed class PostgresSession(LoopPool pool, WireConnection connection, JsonSerializerOptions json) : IAsyncDisposable
{
    private bool _isHandedOver;

    /// <summary>Gets whether a statement that did nothing may be sent again: not within a transaction, which it has ended.</summary>
    internal bool IsRepeating { get; set; } = true;

    public ValueTask DisposeAsync() => _isHandedOver ? ValueTask.CompletedTask : pool.ReturnAsync(connection);

    /// <summary>Sends a command without waiting for its answer; the next statement follows at once.</summary>
    internal SimpleExchange Send(string command)
    {
        var exchange = new SimpleExchange(command);
        connection.Enqueue(exchange);
        return exchange;
    }

    /// <summary>Sends the last command, behind which the statements of the connection's next user may follow at once.</summary>
    internal SimpleExchange SendLast(string command)
    {
        var exchange = Send(command);
        _isHandedOver = pool.TryHandOver(connection);
        return exchange;
    }

    internal ValueTask WaitAsync(Exchange exchange) => exchange.WaitAsync(connection);

    internal async Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most)
    {
        var exchange = new RowsExchange<T>(sql, reader, most, json);
        await RunAsync(exchange);
        return exchange.Rows;
    }

    internal async Task<int> ExecuteAsync(SqlText sql)
    {
        // As a batch, an error names the statement of a script that was at fault.
        if (PostgresScript.TrySplit(sql) is { } statements)
            return await BatchAsync(statements);
        var exchange = new ChangeExchange(sql, json);
        await RunAsync(exchange);
        return exchange.Changed;
    }

    /// <summary>Sends all statements at once. Outside a transaction PostgreSQL runs them as one.</summary>
    internal async Task<int> BatchAsync(IReadOnlyList<SqlText> statements)
    {
        var parts = new List<(PlanKey, object?[])>(statements.Count);
        foreach (var statement in statements)
        {
            var values = PostgresValues.Of(statement.Values, json);
            parts.Add((new PlanKey(statement.Text, ParameterValue.TypesOf(values)), values));
            connection.IsChanged |= StatementKind.ChangesSession(statement.Text);
        }

        var batch = new BatchExchange(parts);
        connection.Enqueue(batch);
        await batch.WaitAsync(connection);
        if (batch.Error is { } error)
            throw new PostgresException(error) { Part = batch.Part };
        batch.ThrowIfFailed();
        return checked((int)batch.Affected);
    }

    internal async IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader)
    {
        var exchange = new StreamExchange<T>(sql, reader, json, connection);
        connection.IsChanged |= StatementKind.ChangesSession(sql.Text);
        await connection.StartQueryAsync(exchange);
        try
        {
            while (await exchange.TakeAsync() is { } rows)
            {
                foreach (var row in rows)
                    yield return row;
            }

            exchange.ThrowIfFailed();
        }
        finally
        {
            // The rest of a result that is no longer read may be a million rows: the statement ends instead.
            exchange.Abandon(connection);
        }
    }

    internal async ValueTask RunAsync(QueryExchange exchange)
    {
        connection.IsChanged |= StatementKind.ChangesSession(exchange.Key.Text);
        await connection.RunQueryAsync(exchange);
        if (IsRepeating && exchange.IsStale)
        {
            exchange.Reset();
            await connection.RunQueryAsync(exchange);
        }

        exchange.ThrowIfFailed();
    }
}
