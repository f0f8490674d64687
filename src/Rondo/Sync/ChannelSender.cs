namespace Rondo.Sync;

/// <summary>One of the ends of a <see cref="Channel{T}"/> to send through. Give each task one of its own (<see cref="Clone"/>).</summary>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed class ChannelSender<T> : IDisposable
{
    private readonly Channel<T> _channel;
    private bool _closed;

    internal ChannelSender(Channel<T> channel) => _channel = channel;

    /// <inheritdoc cref="Channel{T}.SendAsync(T)"/>
    /// <exception cref="ObjectDisposedException">This end was disposed.</exception>
    public ValueTask SendAsync(T item) => _closed ? ValueTask.FromException(Closed("before")) : _channel.SendAsync(item, this);

    /// <inheritdoc cref="Channel{T}.TrySend"/>
    /// <exception cref="ObjectDisposedException">This end was disposed.</exception>
    public bool TrySend(T item) => _closed ? throw Closed("before") : _channel.TrySend(item);

    /// <summary>Opens another end; the channel is complete when all are disposed.</summary>
    /// <exception cref="ObjectDisposedException">This end was disposed.</exception>
    public ChannelSender<T> Clone() => _closed ? throw Closed("before") : _channel.OpenSender();

    /// <summary>Closes this end. A send that waits on it throws. Again is harmless.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _channel.CloseSender(this);
    }

    internal ObjectDisposedException Closed(string when) =>
        new(null, $"{_channel.Describe()}: this sender was disposed {when}. Clone a sender for each task that sends.");
}
