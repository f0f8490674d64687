namespace Cluster;

/// <summary>The programs that a cluster consists of, besides Kitchen.</summary>
/// <param name="Haproxy">The load balancer.</param>
/// <param name="Nats">The broker.</param>
/// <param name="Postgres">The folder of PostgreSQL's programs.</param>
internal sealed record Programs(string Haproxy, string Nats, string Postgres)
{
    /// <summary>Finds them.</summary>
    /// <exception cref="FileNotFoundException">Some are missing; the message names them and how to install them.</exception>
    internal static Programs Find()
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/usr/local/sbin"];
        var (haproxy, nats) = (Look(folders, "haproxy"), Look(folders, "nats-server"));
        string[] versions = Directory.Exists("/usr/lib/postgresql")
            ? [.. Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(static version => $"{version}/bin")] : [];
        var initdb = Look([.. folders, .. versions], "initdb");
        string[] missing =
        [
            .. haproxy is null ? ["haproxy"] : Array.Empty<string>(),
            .. nats is null ? ["nats-server"] : Array.Empty<string>(),
            .. initdb is null ? ["postgresql"] : Array.Empty<string>(),
        ];
        return missing.Length == 0 ? new Programs(haproxy!, nats!, Path.GetDirectoryName(initdb)!) : throw new FileNotFoundException(
            $"Missing: {string.Join(", ", missing)}. Debian and Ubuntu: apt-get install {string.Join(' ', missing)}. "
            + "With Docker instead: docker compose -f samples/Cluster/compose.yaml up --build.");
    }

    private static string? Look(IEnumerable<string> folders, string name) =>
        folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
