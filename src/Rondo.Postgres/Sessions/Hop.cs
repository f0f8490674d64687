namespace Rondo.Postgres.Sessions;

/// <summary>Calls of ADO.NET that cross into a loop.</summary>
internal static class Hop
{
    /// <summary>Runs a call, cancelled with a token; the scope's own token is not linked again.</summary>
    internal static Task<T> LinkAsync<T>(Func<Task<T>> call, CancellationToken token)
    {
        var context = SynchronizationContext.Current;
        ClearContext();
        try
        {
            return !token.CanBeCanceled || token == CancelScope.CurrentToken ? call() : CancelScope.LinkTo(token, call);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Clears the loop's synchronization context for the rest of the calling async method.</summary>
    /// <remarks>
    /// Libraries such as Dapper await with <c>ConfigureAwait(false)</c>. .NET moves such a continuation to the thread pool if the
    /// awaited task completes under a context, and runs it at once, on the loop, if there is none.
    /// </remarks>
    internal static void ClearContext() => SynchronizationContext.SetSynchronizationContext(null);

    /// <summary>Waits for an asynchronous call on a thread that may block.</summary>
    /// <param name="method">The method that was called.</param>
    /// <param name="call">The asynchronous call.</param>
    /// <exception cref="InvalidOperationException">The thread runs an event loop.</exception>
    internal static T Wait<T>(string method, Func<Task<T>> call)
    {
        if (EventLoop.TryCurrent is not null)
            throw new InvalidOperationException(
                $"{method} blocks its thread, which runs the event loop {EventLoop.Current.Name}. Await {method}Async instead.");
        return call().GetAwaiter().GetResult();
    }
}
