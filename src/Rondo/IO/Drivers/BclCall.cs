namespace Rondo.IO.Drivers;

/// <summary>A call of the BCL that takes a token, waited for in the ambient scope.</summary>
internal static class BclCall
{
    /// <summary>
    /// Stops the call with the scope's token and waits for its outcome, so that a read that has read is not lost. Where
    /// pipes cannot be cancelled (Windows) the call is left behind.
    /// </summary>
    internal static async Task<T> InScope<T>(Func<CancellationToken, Task<T>> call)
    {
        CancelScope.ThrowIfCanceled();
        try
        {
            var task = call(CancelScope.Current?.Token ?? default);
            if (OperatingSystem.IsWindows())
                return await task.OrCancel();
            return await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => task.OrCancel().AsTask());
        }
        catch (OperationCanceledException)
        {
            CancelScope.ThrowIfCanceled();
            throw;
        }
    }
}
