namespace Rondo.Server;

/// <summary>How Rondo serves an app. Endpoints, certificates and limits are Kestrel's, configured in Kestrel's way.</summary>
public sealed class RondoServerOptions
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromHours(1);

    /// <summary>The number of event loops.</summary>
    /// <value>Default: one per core that the process may use.</value>
    public int Loops { get; set; } = Environment.ProcessorCount;

    /// <summary>How each loop is set up: driver, stall threshold, whether blocking is refused.</summary>
    public EventLoopOptions Loop { get; set; } = new();

    /// <summary>How many connections the kernel queues while they wait to be accepted.</summary>
    /// <value>Default: 4,096, which Linux also caps it at by default (<c>net.core.somaxconn</c>). Kestrel's 512 makes a burst of
    /// 1,000 clients wait a second and more for a lost SYN to be sent again.</value>
    public int Backlog { get; set; } = 4096;

    /// <summary>
    /// How long a request may take before what it awaits is cancelled and, if nothing was sent yet, 504 is answered; an answer
    /// that has begun is broken off.
    /// </summary>
    /// <value>Default: no deadline.</value>
    public TimeSpan? RequestDeadline { get; set; }

    /// <summary>
    /// How long the server serves as before after the request to stop (SIGTERM, <c>StopAsync</c>), while
    /// <c>IHostApplicationLifetime.ApplicationStopping</c> is cancelled already: a health check that looks at that token fails, and load
    /// balancers send new requests elsewhere before the server refuses connections. It is added to the host's <c>ShutdownTimeout</c>.
    /// A second signal ends the process at once. Under a <c>TestClient</c> there is no delay.
    /// </summary>
    /// <value>Default: 0.</value>
    public TimeSpan DrainDelay { get; set; }

    /// <summary>
    /// How long idle connections are still listened to when the server stops: a client that does not know it yet may be
    /// sending its next request, which is answered with <c>Connection: close</c>.
    /// </summary>
    /// <value>Default: 500 ms.</value>
    public TimeSpan DrainWindow { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How much of a request may wait unread in memory before the client is held back, in bytes.</summary>
    /// <value>Default: 1 MiB, as in Kestrel. 0: no limit.</value>
    public long MaxReadBufferSize { get; set; } = 1024 * 1024;

    /// <summary>How much of a response may wait unsent in memory before the handler is held back, in bytes.</summary>
    /// <value>Default: 64 KiB, as in Kestrel. 0: no limit.</value>
    public long MaxWriteBufferSize { get; set; } = 64 * 1024;

    /// <summary>
    /// How many bytes a WebSocket message that was sent compressed may have, inflated: a few kilobytes can inflate to megabytes.
    /// A longer one ends the
    /// connection with 1009, while it is being inflated. A message that was not compressed is handed to the app as it comes,
    /// however long it is.
    /// </summary>
    /// <value>Default: 1 MiB. Null: no limit.</value>
    public long? MaxInflatedMessageSize { get; set; } = 1024 * 1024;

    /// <summary>
    /// Gets or sets the memory that all JSON bodies and forms together may take while they are read, in bytes. A request beyond it is
    /// answered with 503 and <c>Retry-After</c>; others continue. The first 4 KiB of a body do not count, nor does the part of an uploaded
    /// file that is on the disk. The limit holds on every server, stock Kestrel included.
    /// </summary>
    /// <value>Default: a quarter of the memory that the process may use, in a container of the container's limit. Null: no limit.</value>
    public long? MaxBufferedBodyBytes { get; set; } = Math.Max(1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);

    internal void Validate()
    {
        if (MaxBufferedBodyBytes < 1)
            throw new InvalidOperationException(
                $"RondoServerOptions.MaxBufferedBodyBytes is {MaxBufferedBodyBytes}: it has to be at least 1, or null for no limit.");
        if (Loops < 1)
            throw new InvalidOperationException($"RondoServerOptions.Loops is {Loops}: a server needs at least one event loop.");
        if (Backlog < 1)
            throw new InvalidOperationException($"RondoServerOptions.Backlog is {Backlog}: it has to be at least 1.");
        if (RequestDeadline is { } deadline && deadline <= TimeSpan.Zero)
            throw new InvalidOperationException(
                $"RondoServerOptions.RequestDeadline is {deadline}: it has to be positive, or null for none.");
        if (MaxReadBufferSize < 0)
            throw new InvalidOperationException(
                $"RondoServerOptions.MaxReadBufferSize is {MaxReadBufferSize}: it has to be 1 or more, or 0 for no limit.");
        if (MaxWriteBufferSize < 0)
            throw new InvalidOperationException(
                $"RondoServerOptions.MaxWriteBufferSize is {MaxWriteBufferSize}: it has to be 1 or more, or 0 for no limit.");
        if (MaxInflatedMessageSize < 1)
            throw new InvalidOperationException(
                $"RondoServerOptions.MaxInflatedMessageSize is {MaxInflatedMessageSize}: it has to be at least 1, or null for no limit.");
        if (DrainDelay < TimeSpan.Zero || DrainDelay > s_longestDelay)
            throw new InvalidOperationException(
                $"RondoServerOptions.DrainDelay is {DrainDelay}: it has to be from 0 to one hour. Load balancers need some seconds.");
        if (DrainWindow < TimeSpan.Zero)
            throw new InvalidOperationException($"RondoServerOptions.DrainWindow is {DrainWindow}: it has to be 0 or more.");
    }
}
