namespace Rondo.Postgres;

/// <summary>Options of connections to a PostgreSQL server.</summary>
public sealed class PostgresOptions
{
    /// <summary>Gets the servers, in the order in which they are tried.</summary>
    /// <value>localhost, port 5432, by default.</value>
    public IReadOnlyList<PostgresHost> Hosts { get; init; } = [new("localhost")];

    /// <summary>Gets the user.</summary>
    /// <value>postgres by default.</value>
    public string User { get; init; } = "postgres";

    /// <summary>Gets the password.</summary>
    /// <value>null, none, by default.</value>
    public string? Password { get; init; }

    /// <summary>Gets the file from which a password is read that <see cref="Password"/> does not give, in the form of .pgpass.</summary>
    /// <value>null, <c>~/.pgpass</c>, by default.</value>
    public string? PasswordFile { get; init; }

    /// <summary>Gets the database.</summary>
    /// <value>null, the one with the user's name, by default.</value>
    public string? Database { get; init; }

    /// <summary>Gets when a connection is encrypted.</summary>
    /// <value><see cref="PostgresSslMode.Prefer"/> by default.</value>
    public PostgresSslMode SslMode { get; init; } = PostgresSslMode.Prefer;

    /// <summary>Gets the file with the certificates of trusted authorities, in PEM form.</summary>
    /// <value>null, the system's, by default.</value>
    public string? RootCertificate { get; init; }

    /// <summary>Gets the file with the certificate of the client, in PEM form.</summary>
    /// <value>null, none, by default.</value>
    public string? ClientCertificate { get; init; }

    /// <summary>Gets the file with the key of <see cref="ClientCertificate"/>, in PEM form.</summary>
    /// <value>null, the file of the certificate, by default.</value>
    public string? ClientKey { get; init; }

    /// <summary>Gets which of several servers is taken.</summary>
    /// <value><see cref="PostgresTarget.Any"/> by default.</value>
    public PostgresTarget Target { get; init; }

    /// <summary>Gets the name that the server shows for the connections.</summary>
    /// <value>Rondo by default.</value>
    public string ApplicationName { get; init; } = "Rondo";

    /// <summary>Gets further settings of the sessions, such as search_path.</summary>
    /// <value>None by default.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets how long connecting and logging in may take, for each server.</summary>
    /// <value>15 s by default.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the largest number of connections of each loop.</summary>
    /// <value>20 by default.</value>
    public int PoolSize { get; init; } = 20;

    /// <summary>Gets how long a caller waits for a connection.</summary>
    /// <value>30 s by default.</value>
    public TimeSpan PoolTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the number of statements that each connection keeps prepared; 0 behind PgBouncer.</summary>
    /// <value>100 by default.</value>
    public int MaxPrepared { get; init; } = 100;

    /// <summary>Gets the database's name.</summary>
    internal string DatabaseName => Database ?? User;

    internal void Validate()
    {
        if (Hosts.Count == 0)
            throw new ArgumentException("PostgresOptions.Hosts is empty. Name at least one server.");
        ArgumentOutOfRangeException.ThrowIfLessThan(PoolSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxPrepared);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
    }
}
