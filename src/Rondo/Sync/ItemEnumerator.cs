using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Sync;

/// <summary>Receives items one after the other, until the sender says that there are no more.</summary>
/// <remarks>
/// By hand: the source under an async iterator posts to the context that its consumer captured, which is another step of the loop
/// for each item that is waited for, and an iterator that waits holds twice as much.
/// </remarks>
internal abstract class ItemEnumerator<T> : IAsyncEnumerator<T>, IValueTaskSource<bool>
{
    private ValueTask<T> _receiving;
    private Action<object?>? _continuation;
    private object? _state;
    private Action? _resume;
    private short _version;

    public T Current { get; private set; } = default!;

    /// <summary>Receives the next item, or throws <see cref="ChannelEndedException"/>.</summary>
    protected abstract ValueTask<T> ReceiveAsync();

    /// <summary>This, or an enumerator that a token ends if it can be cancelled.</summary>
    internal IAsyncEnumerator<T> Until(CancellationToken token) => token.CanBeCanceled ? EnumerateUntil(token) : this;

    public ValueTask<bool> MoveNextAsync()
    {
        if (_continuation is not null)
            throw Awaiting.AlreadyAwaited("wait for an item");
        _receiving = ReceiveAsync();
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

    private async IAsyncEnumerator<T> EnumerateUntil(CancellationToken token)
    {
        while (true)
        {
            T item;
            try
            {
                item = await CancelScope.LinkTo(token, () => ReceiveAsync().AsTask());
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
