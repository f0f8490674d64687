namespace Rondo.Data.Engines.Postgres;

/// <summary>Tells the errors of calls in the words of <see cref="DatabaseException"/>.</summary>
internal static class PostgresCalls
{
    /// <param name="engine">The database.</param>
    /// <param name="text">The statement; null: there is none.</param>
    /// <param name="call">The call.</param>
    internal static async Task<TResult> GuardAsync<TResult>(PostgresEngine engine, string? text, Func<Task<TResult>> call)
    {
        CancelScope.ThrowIfCanceled();
        try
        {
            return await call();
        }
        catch (Exception exception) when (PostgresErrors.TryTranslate(exception, engine.Name, text) is { } translated)
        {
            throw translated;
        }
    }

    /// <param name="engine">The database.</param>
    /// <param name="text">The statement.</param>
    /// <param name="rows">The rows.</param>
    internal static async IAsyncEnumerable<T> GuardAsync<T>(PostgresEngine engine, string text, IAsyncEnumerable<T> rows)
    {
        await using var enumerator = rows.GetAsyncEnumerator();
        while (await GuardAsync(engine, text, () => enumerator.MoveNextAsync().AsTask()))
            yield return enumerator.Current;
    }
}
