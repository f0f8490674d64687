using System.Runtime.CompilerServices;
using Npgsql;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines.Npgsql;

/// <summary>Runs statements on a connection of Npgsql. Inside, nothing returns to the loop: <see cref="GuardAsync"/> does, once.</summary>
internal static class NpgsqlCalls
{
    /// <summary>Runs a call under the ambient scope, and tells its errors in the words of <see cref="DatabaseException"/>.</summary>
    internal static async Task<TResult> GuardAsync<TResult>(
        NpgsqlEngine engine, string? text, Func<CancellationToken, Task<TResult>> call, bool isShielded = false)
    {
        CancelScope.ThrowIfCanceled();
        var token = isShielded ? CancellationToken.None : CancelScope.CurrentToken;
        try
        {
            return await call(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            CancelScope.ThrowIfCanceled(); // says why
            throw;
        }
        catch (Exception exception) when (NpgsqlErrors.TryTranslate(exception, engine.Url.Name, text) is { } translated)
        {
            if (token.IsCancellationRequested)
                CancelScope.ThrowIfCanceled(); // the connection broke because of it
            throw translated;
        }
    }

    internal static async Task<List<T>> QueryAsync<T>(
        NpgsqlConnection connection, NpgsqlEngine engine, SqlText sql, RowReader<T> reader, int most, CancellationToken token)
    {
        using var command = NpgsqlBinder.Command(connection, sql, engine.Json);
        var results = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
        await using (results.ConfigureAwait(false))
        {
            var rows = new List<T>(Math.Min(most, 4));
            var row = NpgsqlRow.Begin(results, reader, sql.Text, engine.Json);
            while (await results.ReadAsync(token).ConfigureAwait(false))
            {
                if (rows.Count < most)
                    rows.Add(reader.Read(row));
            }

            return rows;
        }
    }

    internal static async Task<int> ExecuteAsync(NpgsqlConnection connection, NpgsqlEngine engine, SqlText sql, CancellationToken token)
    {
        // As a batch, an error names the statement of a script that was at fault.
        if (PostgresScript.TrySplit(sql) is { } statements)
            return await BatchAsync(connection, engine, statements, token).ConfigureAwait(false);
        using var command = NpgsqlBinder.Command(connection, sql, engine.Json);
        return Math.Max(0, await command.ExecuteNonQueryAsync(token).ConfigureAwait(false));
    }

    /// <summary>Sends all statements at once. Outside a transaction PostgreSQL runs them as one.</summary>
    internal static async Task<int> BatchAsync(
        NpgsqlConnection connection, NpgsqlEngine engine, IReadOnlyList<SqlText> statements, CancellationToken token)
    {
        using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
            batch.BatchCommands.Add(NpgsqlBinder.BatchCommand(statement, engine.Json));
        return Math.Max(0, await batch.ExecuteNonQueryAsync(token).ConfigureAwait(false));
    }

    internal static async IAsyncEnumerable<T> StreamAsync<T>(
        NpgsqlConnection connection, NpgsqlEngine engine, SqlText sql, RowReader<T> reader)
    {
        const int Piece = 256;
        using var command = NpgsqlBinder.Command(connection, sql, engine.Json);
        var results = await GuardAsync(engine, sql.Text, token => command.ExecuteReaderAsync(token));
        try
        {
            var row = NpgsqlRow.Begin(results, reader, sql.Text, engine.Json);
            while (true)
            {
                var rows = await GuardAsync(engine, sql.Text, async token =>
                {
                    var piece = new List<T>();
                    while (piece.Count < Piece && await results.ReadAsync(token).ConfigureAwait(false))
                        piece.Add(reader.Read(row));
                    return piece;
                });
                foreach (var each in rows)
                    yield return each;
                if (rows.Count < Piece)
                    break;
            }
        }
        finally
        {
            // The rest of a result that nobody reads on may be a million rows: the statement ends instead.
            if (!results.IsClosed)
                command.Cancel();
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => results.DisposeAsync().AsTask());
        }
    }
}
