namespace Rondo.IO;

/// <summary>A snapshot of a <see cref="TcpListener"/> or <see cref="UnixListener"/>.</summary>
/// <param name="Accepted">Connections accepted.</param>
/// <param name="Aborted">Connections that broke before they were accepted.</param>
/// <param name="Exhausted">How often accepting had to wait because file descriptors or memory had run out.</param>
public sealed record SocketListenerStatistics(long Accepted, long Aborted, long Exhausted);
