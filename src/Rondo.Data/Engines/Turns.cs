namespace Rondo.Data;

/// <summary>A number of places that callers from any loop or thread take in the order in which they came.</summary>
/// <param name="places">The number of places.</param>
/// <param name="most">The longest wait; null: no limit but the caller's own.</param>
/// <param name="what">The name of a place, for the message: <c>connection</c>.</param>
internal sealed class Turns(int places, TimeSpan? most, string what) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places); // hands a place to the first of those that wait
    private int _waiting;

    internal int Busy => places - _free.CurrentCount;

    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Takes a place; <see cref="Release"/> gives it back.</summary>
    /// <exception cref="DatabaseUnavailable">The longest wait has passed.</exception>
    internal ValueTask TakeAsync() => _free.Wait(0) ? ValueTask.CompletedTask : WaitAsync();

    internal void Release() => _free.Release();

    public void Dispose() => _free.Dispose();

    private async ValueTask WaitAsync()
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            CancelScope.ThrowIfCanceled();
            if (most is not { } limit)
                await _free.WaitAsync(CancelScope.CurrentToken);
            else if (!await WaitAsync(limit))
                throw new DatabaseUnavailable($"All {places} {what}s are in use, and none was returned for {limit.TotalSeconds:0.###} s; {Waiting} callers wait. A task that holds a transaction must use it for all of its statements.");
        }
        catch (OperationCanceledException) when (CancelScope.Current is { IsCanceled: true })
        {
            CancelScope.ThrowIfCanceled(); // says why
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>The limit is the loop's time, which a test may hold; the wait itself must not be abandoned with a place taken.</summary>
    private async Task<bool> WaitAsync(TimeSpan limit)
    {
        if (EventLoop.TryCurrent is null)
            return await _free.WaitAsync(limit, CancelScope.CurrentToken);
        return await CancelScope.MoveOnAfter(limit, async scope => await _free.WaitAsync(scope.Token));
    }
}
