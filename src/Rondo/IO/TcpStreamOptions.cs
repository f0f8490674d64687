namespace Rondo.IO;

/// <summary>How a <see cref="TcpStream"/> is set up.</summary>
public sealed class TcpStreamOptions
{
    internal static readonly TcpStreamOptions Default = new();

    /// <summary>Whether small writes are sent at once rather than gathered (Nagle's algorithm off).</summary>
    /// <value>Default: true, as in asyncio: with Nagle's algorithm and delayed acknowledgements a request can wait 40 ms.</value>
    public bool NoDelay { get; init; } = true;

    /// <summary>Whether the kernel probes an idle connection, to notice a peer that is gone.</summary>
    /// <value>Default: false.</value>
    public bool KeepAlive { get; init; }

    /// <summary>The size of the kernel's send buffer in bytes.</summary>
    /// <value>Default: null, the kernel's choice, which adapts.</value>
    public int? SendBufferSize { get; init; }

    /// <summary>The size of the kernel's receive buffer in bytes.</summary>
    /// <value>Default: null, the kernel's choice, which adapts.</value>
    public int? ReceiveBufferSize { get; init; }

    /// <summary>How long one address of a host gets before the next is tried as well (RFC 8305, "Connection Attempt Delay").</summary>
    /// <value>Default: 250 ms, the value that the RFC recommends.</value>
    public TimeSpan AttemptDelay { get; init; } = TimeSpan.FromMilliseconds(250);
}
