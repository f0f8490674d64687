using System.Diagnostics.CodeAnalysis;
using Rondo.Api.Messaging;
using Rondo.Sync;

namespace Rondo.Api;

/// <summary>Receives messages of a topic or pattern until it is disposed of.</summary>
/// <typeparam name="T">The type of the messages.</typeparam>
/// <remarks>
/// Belongs to the loop that subscribed. Enumerate it for the messages alone, or <see cref="ReadEventsAsync"/> for messages and gaps.
/// Several tasks may receive: each event goes to one of them.
/// </remarks>
public sealed class TopicReceiver<T> : IAsyncEnumerable<Message<T>>, IDisposable
{
    private readonly Topics _topics;
    private readonly TopicLine<T> _line;
    private readonly Inbox<T> _inbox;
    private bool _disposed;

    internal TopicReceiver(Topics topics, TopicLine<T> line, Inbox<T> inbox) => (_topics, _line, _inbox) = (topics, line, inbox);

    /// <summary>The number of messages that it missed by being too slow.</summary>
    public long Missed => _inbox.Missed;

    /// <summary>Receives the next message, or waits for one, and passes over gaps. A cancellation point in any case.</summary>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled; nothing was received.</exception>
    /// <exception cref="TooSlowException">The receiver was too slow and has <c>SlowReceiver.Disconnect</c>.</exception>
    /// <exception cref="ObjectDisposedException">This receiver was disposed of.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the receiver's loop.</exception>
    public async ValueTask<Message<T>> ReceiveAsync() => (Message<T>)await _inbox.ReceiveAsync(skipsGaps: true);

    /// <summary>Receives the next message or gap, or waits for one.</summary>
    /// <inheritdoc cref="ReceiveAsync"/>
    public ValueTask<TopicEvent<T>> ReceiveEventAsync() => _inbox.ReceiveAsync(skipsGaps: false);

    /// <summary>Receives the next message or gap if there is one; never waits.</summary>
    /// <param name="received">The message or gap.</param>
    /// <returns>False if there is none.</returns>
    public bool TryReceiveEvent([MaybeNullWhen(false)] out TopicEvent<T> received)
    {
        _inbox.VerifyAccess(nameof(TryReceiveEvent));
        if (_inbox.TryTake(skipsGaps: false, out received, out var end))
            return true;
        return end is null ? false : throw end;
    }

    /// <summary>Receives messages and gaps until the caller stops: the receiver itself has no end.</summary>
    /// <param name="cancellationToken">Ends the enumeration, for callers that bring a token; the ambient scope does anyway.</param>
    public async IAsyncEnumerable<TopicEvent<T>> ReadEventsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            yield return cancellationToken.CanBeCanceled
                ? await CancelScope.LinkTo(cancellationToken, () => ReceiveEventAsync().AsTask()) : await ReceiveEventAsync();
        }
    }

    /// <summary>Receives messages, and passes over gaps.</summary>
    /// <inheritdoc cref="ReadEventsAsync"/>
    public IAsyncEnumerator<Message<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new MessageEnumerator<T>(new Events(_inbox).Until(cancellationToken));

    /// <summary>Ends the subscription. A receive that waits throws. Calling it more than once has no effect.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _inbox.VerifyAccess("TopicReceiver.Dispose");
        _disposed = true;
        _topics.Unsubscribe(_line, _inbox);
        _inbox.End(new ObjectDisposedException(null, $"This receiver of the topic '{_line.Name}' was disposed of."), discards: true);
    }

    private sealed class Events(Inbox<T> inbox) : ItemEnumerator<TopicEvent<T>>
    {
        protected override ValueTask<TopicEvent<T>> ReceiveAsync() => inbox.ReceiveAsync(skipsGaps: true);
    }
}
