using System.Diagnostics.CodeAnalysis;

namespace Rondo.Sync;

/// <summary>One of the ends of a <see cref="Channel{T}"/> to receive from. Each item goes to one of them.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed class ChannelReceiver<T> : IAsyncEnumerable<T>, IDisposable
{
    private readonly Channel<T> _channel;
    private bool _closed;

    internal ChannelReceiver(Channel<T> channel) => _channel = channel;

    /// <inheritdoc cref="Channel{T}.ReceiveAsync()"/>
    /// <exception cref="ObjectDisposedException">This end was disposed.</exception>
    public ValueTask<T> ReceiveAsync() => _closed ? ValueTask.FromException<T>(Closed("before")) : _channel.ReceiveAsync(this);

    /// <inheritdoc cref="Channel{T}.TryReceive"/>
    /// <exception cref="ObjectDisposedException">This end was disposed.</exception>
    public bool TryReceive([MaybeNullWhen(false)] out T item) => _closed ? throw Closed("before") : _channel.TryReceive(out item);

    /// <inheritdoc cref="Channel{T}.GetAsyncEnumerator"/>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _closed ? throw Closed("before") : _channel.Enumerate(this, cancellationToken);

    /// <summary>Opens another end; senders learn that no listener is left when all are disposed.</summary>
    /// <exception cref="ObjectDisposedException">This end was disposed.</exception>
    public ChannelReceiver<T> Clone() => _closed ? throw Closed("before") : _channel.OpenReceiver();

    /// <summary>Closes this end. A receive that waits on it throws. Again is harmless.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _channel.CloseReceiver(this);
    }

    internal ObjectDisposedException Closed(string when) =>
        new(null, $"{_channel.Describe()}: this receiver was disposed {when}. Clone a receiver for each task that receives.");
}
