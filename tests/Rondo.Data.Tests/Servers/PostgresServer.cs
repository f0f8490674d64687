using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(Rondo.Data.Tests.PostgresServer))]

namespace Rondo.Data.Tests;

/// <summary>A PostgreSQL server in a temporary folder, which ends with the test process, however that ends.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string Create = "initdb -D data -A trust -U test -E UTF8 --locale=C --no-sync";

    private static readonly Lazy<PostgresServer> s_shared = new(static () => new PostgresServer(Create, "-c synchronous_commit=off -c full_page_writes=off"));
    private static int s_databases;

    private Process? _process;
    private readonly string _folder = "";

    /// <summary>For xunit, which disposes of the fixture at the end; the server itself is started when a test needs it.</summary>
    public PostgresServer()
    {
    }

    private PostgresServer(string create, string settings)
    {
        _folder = Directory.CreateTempSubdirectory("rondo-postgres-").FullName;
        Port = FreePort();
        var bin = Programs();
        var prefix = Environment.UserName == "root" ? $"chown postgres {_folder} && exec setpriv --reuid=postgres --regid=postgres --clear-groups env HOME={_folder} bash -c '{{0}}'" : "bash -c '{0}'";
        // The server runs until its guard's input ends, which it does when this process is gone. One that ends before is started again.
        var script = $"cd {_folder} && {bin}/{create} >init.log 2>&1 && "
            + $"{{ while [ ! -e stop ]; do {bin}/postgres -D data -p {Port} -k {_folder} -h 127.0.0.1 -c fsync=off {settings} -c max_connections=200 -c log_min_messages=fatal >>server.log 2>&1; sleep 0.1; done & }}; guard=$!; "
            + "read _; touch stop; while kill -0 $guard; do kill -INT $(head -n 1 data/postmaster.pid); sleep 0.1; done 2>/dev/null";
        _process = Process.Start(new ProcessStartInfo("bash", ["-c", string.Format(System.Globalization.CultureInfo.InvariantCulture, prefix, script)]) { RedirectStandardInput = true })!;
        WaitUntilReady();
    }

    /// <summary>Gets the server that the tests share.</summary>
    internal static PostgresServer Shared => s_shared.Value;

    internal int Port { get; }

    /// <summary>Gets the folder of the server, in which its Unix socket lies.</summary>
    internal string Folder => _folder;

    internal string Url => $"postgres://test@127.0.0.1:{Port}/postgres";

    /// <summary>Starts a server for one test, whose commits survive its crashes.</summary>
    internal static PostgresServer Start()
    {
        Assert.SkipWhen(Programs() is null, "PostgreSQL is missing. Debian: apt-get install postgresql.");
        return new PostgresServer(Create, "");
    }

    /// <summary>Starts a standby, which replays what this server writes.</summary>
    internal PostgresServer StartStandby() => new($"pg_basebackup -h 127.0.0.1 -p {Port} -U test -D data -R -X stream -c fast", "");

    /// <summary>Restarts the server: every connection breaks, and for a moment none can be opened.</summary>
    /// <param name="isCrash">Whether the server ends as in a crash; else it rolls open transactions back first.</param>
    internal void Restart(bool isCrash)
    {
        var id = File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First();
        using var kill = Process.Start("kill", [isCrash ? "-QUIT" : "-INT", id]);
        kill.WaitForExit();
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its URL.</returns>
    internal static async Task<string> CreateDatabaseAsync()
    {
        Assert.SkipWhen(Programs() is null, "PostgreSQL is missing. Debian: apt-get install postgresql.");
        var name = $"t{Interlocked.Increment(ref s_databases)}";
        await using var server = Database.Open(Shared.Url);
        await server.ExecuteAsync($"CREATE DATABASE {Sql.Identifier(name)}");
        return $"postgres://test@127.0.0.1:{Shared.Port}/{name}";
    }

    public void Dispose()
    {
        if (_folder.Length == 0 && s_shared.IsValueCreated)
            s_shared.Value.Dispose();
        if (_process is null)
            return;
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _process = null;
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Where(static bin => File.Exists(Path.Combine(bin, "initdb"))).Order().LastOrDefault()
            : Environment.GetEnvironmentVariable("PATH")?.Split(':').FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")));

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private void WaitUntilReady()
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var connection = new Npgsql.NpgsqlConnection($"Host=127.0.0.1;Port={Port};Username=test;Database=postgres;Pooling=false");
                connection.Open();
                return;
            }
            catch (Npgsql.NpgsqlException) when (limit.Elapsed < TimeSpan.FromSeconds(60) && !_process!.HasExited)
            {
                Thread.Sleep(50);
            }
            catch (Npgsql.NpgsqlException exception)
            {
                var log = string.Join('\n', Directory.GetFiles(_folder, "*.log").Select(File.ReadAllText));
                throw new InvalidOperationException($"PostgreSQL did not start. {exception.Message}\n{log}", exception);
            }
        }
    }
}
