using System.Globalization;
using Rondo.IO;

namespace Cluster;

/// <summary>A PostgreSQL server of the cluster's own.</summary>
internal static class PostgresService
{
    internal static Service Create(string folder, string bin, int port, Func<Task<bool>> isReady)
    {
        string[] server =
        [
            $"{bin}/postgres", "-D", Data(folder), "-p", port.ToString(CultureInfo.InvariantCulture), "-k", Data(folder), "-h", "127.0.0.1",
            "-c", "max_connections=200",
        ];
        var command = AsUser(server);
        return new Service("postgres", folder, command[0], command[1..], isReady) { GracePeriod = TimeSpan.FromSeconds(5) };
    }

    /// <summary>Creates the folder of the data, unless it is there.</summary>
    internal static async Task CreateDataAsync(string folder, string bin)
    {
        var data = Data(folder);
        if (File.Exists(Path.Combine(data, "PG_VERSION")))
            return;
        Directory.CreateDirectory(data);
        if (Environment.UserName == "root")
            (await ChildProcess.RunAsync("chown", ["postgres", folder, data])).EnsureSuccess();
        var command = AsUser([$"{bin}/initdb", "-D", data, "-A", "trust", "-U", "kitchen", "-E", "UTF8", "--locale=C"]);
        (await ChildProcess.RunAsync(command[0], command[1..])).EnsureSuccess();
    }

    private static string Data(string folder) => Path.Combine(folder, "postgres");

    /// <summary>PostgreSQL refuses to run as root, which a container's user often is.</summary>
    private static string[] AsUser(string[] command) => Environment.UserName == "root"
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. command] : command;
}
