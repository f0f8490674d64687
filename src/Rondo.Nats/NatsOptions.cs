using Rondo.Api;

namespace Rondo.Nats;

/// <summary>Options of the connection to NATS.</summary>
public sealed class NatsOptions
{
    /// <summary>The first token of all subjects: apps that share a server are kept apart by it.</summary>
    /// <value>Default: <c>rondo</c>; letters, digits, <c>-</c> and <c>_</c>.</value>
    public string Prefix { get; init; } = "rondo";

    /// <summary>
    /// The bytes of messages that wait while the connection is lost, and are sent after it. When they are full,
    /// <see cref="Topic{T}.PublishAsync"/> throws <see cref="BrokerException"/>; with 0 it does so at once.
    /// </summary>
    /// <value>Default: 1 MiB.</value>
    public int PublishBuffer { get; init; } = 1024 * 1024;

    /// <summary>The time for one attempt to connect.</summary>
    /// <value>Default: two seconds.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The place where the last messages of topics with a history are kept; the same in all processes.</summary>
    /// <value>Default: <see cref="NatsHistory.Process"/>. The others need a server with JetStream (version 2.9 or later).</value>
    public NatsHistory History { get; init; }

    /// <summary>
    /// The path of a file with the certificates, in PEM, of the authorities that sign the server's certificate: for authorities of your
    /// own. With it the connection uses TLS, whatever the URL says.
    /// </summary>
    /// <value>Default: null, those of the operating system.</value>
    public string? CaFile { get; init; }

    internal void Validate()
    {
        if (CaFile is not null && !File.Exists(CaFile))
            throw new FileNotFoundException($"NatsOptions.CaFile is \"{CaFile}\", and there is no such file. Correct the path.", CaFile);
        if (!Enum.IsDefined(History))
            throw new ArgumentOutOfRangeException(nameof(History), History, null);
        ArgumentOutOfRangeException.ThrowIfNegative(PublishBuffer);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        if (Prefix.Length == 0 || Topics.Escape(Prefix) != Prefix)
        {
            throw new ArgumentException(
                $"NatsOptions.Prefix is \"{Prefix}\". Use letters, digits, - and _ only.");
        }
    }
}
