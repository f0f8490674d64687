namespace Cluster;

/// <summary>Options of a cluster.</summary>
internal sealed record ClusterOptions
{
    /// <summary>Gets the folder of the database and of the logs.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the address of the load balancer.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Gets the port of the load balancer; 0: a free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>
    /// Gets how long a Kitchen serves after SIGTERM: longer than HAProxy needs for two failed checks, one each half second.
    /// </summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the token of the page of jobs.</summary>
    public string JobsToken { get; init; } = "cluster";
}
