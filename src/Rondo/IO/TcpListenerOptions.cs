namespace Rondo.IO;

/// <summary>How a <see cref="TcpListener"/> is set up.</summary>
public sealed class TcpListenerOptions
{
    internal static readonly TcpListenerOptions Default = new();

    /// <summary>Connections that may wait to be accepted; the kernel refuses or ignores more.</summary>
    /// <value>Default: 512. Linux caps it at <c>net.core.somaxconn</c>.</value>
    public int Backlog { get; init; } = 512;

    /// <summary>Whether a port that an ended process left in TIME_WAIT can be bound.</summary>
    /// <value>Default: true. Always so on Windows.</value>
    public bool ReuseAddress { get; init; } = true;

    /// <summary>Whether several listeners may share the port, among which the kernel distributes connections. Not on Windows.</summary>
    /// <value>Default: false.</value>
    public bool ReusePort { get; init; }

    /// <summary>Whether a listener on an IPv6 address takes IPv4 connections too.</summary>
    /// <value>Default: null, yes for the wildcard address <c>::</c> and no for others.</value>
    public bool? DualMode { get; init; }

    /// <summary>How accepted streams are set up.</summary>
    public TcpStreamOptions Stream { get; init; } = TcpStreamOptions.Default;
}
