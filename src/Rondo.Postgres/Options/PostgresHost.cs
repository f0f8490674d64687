namespace Rondo.Postgres;

/// <summary>The address of a server.</summary>
/// <param name="Name">A name or an address, or the folder of a Unix socket, which begins with a slash.</param>
/// <param name="Port">The port, which also names the Unix socket.</param>
public sealed record PostgresHost(string Name, int Port = PostgresHost.DefaultPort)
{
    /// <summary>PostgreSQL's own port.</summary>
    public const int DefaultPort = 5432;

    /// <inheritdoc/>
    public override string ToString() => Port == DefaultPort ? Name : FormattableString.Invariant($"{Name}:{Port}");
}
