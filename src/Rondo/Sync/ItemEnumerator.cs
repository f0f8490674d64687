using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Sync;

/// <summary>Receives items one after the other, until the sender says that there are no more.</summary>
/// <remarks>
/// By hand: the source under an async iterator posts to the context that its consumer captured, which is another step of the loop
/// for each item that is waited for, and an iterator that waits holds twice as much.
/// </remarks>
internal sealed class ItemEnumerator<T> : IAsyncEnumerator<T>, IValueTaskSource<bool>
{
    private readonly Func<ValueTask<T>> _receive;
    private ValueTask<T> _receiving;
    private Action<object?>? _continuation;
    private object? _state;
    private Action? _resume;
    private short _version;

    private ItemEnumerator(Func<ValueTask<T>> receive) => _receive = receive;

    public T Current { get; private set; } = default!;

    /// <param name="receive">Receives the next item, or throws <see cref="ChannelEndedException"/>.</param>
    /// <param name="token">Ends the enumeration, if the caller brings one.</param>
    internal static IAsyncEnumerator<T> Over(Func<ValueTask<T>> receive, CancellationToken token) =>
        token.CanBeCanceled ? EnumerateUntil(receive, token) : new ItemEnumerator<T>(receive);

    public ValueTask<bool> MoveNextAsync()
    {
        if (_continuation is not null)
            throw Awaiting.AlreadyAwaited("wait for an item");
        _receiving = _receive();
        if (!_receiving.IsCompleted)
            return new ValueTask<bool>(this, _version);
        try
        {
            return new ValueTask<bool>(TryTake());
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<bool>(exception);
        }
    }

    public ValueTask DisposeAsync() => default;

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        Awaiting.Check(token, _version);
        if (!_receiving.IsCompleted)
            throw Awaiting.NotCompleted("wait for an item");
        _version++;
        return TryTake();
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token)
    {
        Awaiting.Check(token, _version);
        return _receiving.IsCompleted ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;
    }

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Awaiting.Check(token, _version);
        if (_continuation is not null)
            throw Awaiting.AlreadyAwaited("wait for an item");
        (_continuation, _state) = (continuation, state);
        _resume ??= Resume;
        var awaiter = _receiving.ConfigureAwait((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0).GetAwaiter();
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            awaiter.OnCompleted(_resume);
        else
            awaiter.UnsafeOnCompleted(_resume);
    }

    private static async IAsyncEnumerator<T> EnumerateUntil(Func<ValueTask<T>> receive, CancellationToken token)
    {
        while (true)
        {
            T item;
            try
            {
                item = await CancelScope.LinkTo(token, () => receive().AsTask());
            }
            catch (ChannelEndedException exception) when (exception.InnerException is null)
            {
                yield break;
            }

            yield return item;
        }
    }

    private bool TryTake()
    {
        var receiving = _receiving;
        _receiving = default;
        try
        {
            Current = receiving.GetAwaiter().GetResult(); // has completed
            return true;
        }
        catch (ChannelEndedException exception) when (exception.InnerException is null)
        {
            return false;
        }
    }

    private void Resume()
    {
        var (continuation, state) = (_continuation!, _state);
        (_continuation, _state) = (null, null);
        continuation(state);
    }
}
