namespace Rondo.Api;

/// <summary>Bounds and manners of a WebSocket endpoint.</summary>
public sealed class SocketOptions
{
    internal static readonly SocketOptions Default = new();

    /// <summary>How large a message may be, all its fragments together, in bytes. A larger one ends the connection with 1009.</summary>
    /// <value>Default: 64 KiB.</value>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>How many messages wait to be sent before those who send have to wait.</summary>
    /// <value>Default: 64.</value>
    public int SendQueue { get; init; } = 64;

    /// <summary>
    /// Gets how many bytes wait to be sent before those who send have to wait, as with <see cref="SendQueue"/>: <c>TrySend</c>
    /// returns false. A message is
    /// queued as long as fewer bytes wait, so that one of any size can be sent.
    /// </summary>
    /// <value>Default: 1 MiB.</value>
    public int SendQueueBytes { get; init; } = 1024 * 1024;

    /// <summary>How many messages that were read wait for the handler before the client is held back.</summary>
    /// <value>Default: 16. While it is full nothing is read, a pong included: see <see cref="KeepAliveTimeout"/>.</value>
    public int ReceiveQueue { get; init; } = 16;

    /// <summary>How long the client may take to accept a message from the network before it is disconnected.</summary>
    /// <value>Default: 30 s. <see cref="Timeout.InfiniteTimeSpan"/> waits forever.</value>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long a silence the client is pinged.</summary>
    /// <value>Default: 20 s. <see cref="Timeout.InfiniteTimeSpan"/> sends no pings.</value>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the client may take to answer a ping before it counts as gone.</summary>
    /// <value>Default: 20 s. A handler that leaves messages unread for that long loses its client as well.</value>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the client may send no message before the connection is closed with 1008. Pongs do not count.</summary>
    /// <value>Default: null, forever.</value>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// How long the handler may continue after the server began to close, or after a client that closed has left; and then the
    /// client to answer the close.
    /// Messages that are queued when the handler returns go out first, each message within <see cref="SendTimeout"/>, unless the
    /// server stops.
    /// </summary>
    /// <value>Default: 5 s.</value>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The web sites whose pages may connect: <c>https://example.com</c>, or <c>*</c> for all. Clients that are no browsers send
    /// no origin, and may always.
    /// </summary>
    /// <value>Default: null, pages of the same host and port alone. Any other is answered 403.</value>
    public IReadOnlyList<string>? AllowedOrigins { get; init; }

    /// <summary>The subprotocols that the endpoint speaks, the preferred one first.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>Compression of messages, where the client offers it.</summary>
    /// <value>Default: null, none.</value>
    public SocketCompression? Compression { get; init; }

    /// <summary>The treatment of a message that cannot be read.</summary>
    /// <value>Default: <see cref="InvalidMessages.Answer"/>.</value>
    public InvalidMessages InvalidMessages { get; init; }

    internal void Validate()
    {
        Positive(MaxMessageBytes, nameof(MaxMessageBytes));
        Positive(SendQueue, nameof(SendQueue));
        Positive(SendQueueBytes, nameof(SendQueueBytes));
        Positive(ReceiveQueue, nameof(ReceiveQueue));
        Positive(SendTimeout, nameof(SendTimeout), mayBeInfinite: true);
        Positive(KeepAlive, nameof(KeepAlive), mayBeInfinite: true);
        Positive(KeepAliveTimeout, nameof(KeepAliveTimeout), mayBeInfinite: true);
        Positive(CloseTimeout, nameof(CloseTimeout), mayBeInfinite: false);
        Compression?.Validate();
        if (IdleTimeout is { } idle)
            Positive(idle, nameof(IdleTimeout), mayBeInfinite: false);
    }

    private static void Positive(int value, string name)
    {
        if (value < 1)
            throw new InvalidOperationException($"SocketOptions.{name} is {value}: it has to be at least 1.");
    }

    private static void Positive(TimeSpan value, string name, bool mayBeInfinite)
    {
        if (value <= TimeSpan.Zero && !(mayBeInfinite && value == Timeout.InfiniteTimeSpan))
            throw new InvalidOperationException(
                $"SocketOptions.{name} is {value}: it has to be positive{(mayBeInfinite ? ", or Timeout.InfiniteTimeSpan" : "")}.");
    }
}
