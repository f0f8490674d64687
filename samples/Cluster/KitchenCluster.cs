using System.Globalization;
using System.Net.Sockets;
using Rondo.Data;
using Rondo.Http;

namespace Cluster;

/// <summary>Three Kitchens behind HAProxy, which share a PostgreSQL server and a NATS server. Disposing of it ends them all.</summary>
internal sealed class KitchenCluster : IAsyncDisposable
{
    private readonly LoopHttpClients _clients = new();
    private readonly string _folder;
    private readonly int _natsPort;
    private readonly int _postgresPort;

    private KitchenCluster(Programs programs, ClusterOptions options)
    {
        _folder = options.Folder;
        var ports = Ports.Free(6);
        (_natsPort, _postgresPort) = (ports[0], ports[1]);
        Front = new Uri($"http://{options.Address}:{(options.Port == 0 ? ports[2] : options.Port)}");
        DatabaseUrl = $"postgres://kitchen@127.0.0.1:{_postgresPort}/postgres";
        Nats = new Service("nats", _folder, programs.Nats, ["-a", "127.0.0.1", "-p", Text(_natsPort)], () => CanConnectAsync(_natsPort));
        Postgres = PostgresService.Create(_folder, programs.Postgres, _postgresPort, CanQueryAsync);
        Kitchens = [.. ports[3..].Select((port, i) => NewKitchen($"kitchen-{i + 1}", port, options))];
        Proxy = new Service(
            "haproxy", _folder, programs.Haproxy, ["-db", "-f", Path.Combine(AppContext.BaseDirectory, "haproxy.cfg")],
            () => AnswersAsync(Front))
        {
            Environment = { ["FRONT"] = $"{Front.Host}:{Front.Port}" },
        };
        for (var i = 0; i < Kitchens.Count; i++)
            Proxy.Environment[$"KITCHEN_{i + 1}"] = $"127.0.0.1:{ports[i + 3]}";
    }

    /// <summary>Gets the address of the load balancer.</summary>
    internal Uri Front { get; }

    internal string DatabaseUrl { get; }

    internal Service Nats { get; }

    internal Service Postgres { get; }

    internal Service Proxy { get; }

    internal IReadOnlyList<Service> Kitchens { get; }

    /// <summary>Starts everything, and waits until the load balancer answers.</summary>
    /// <exception cref="FileNotFoundException">Programs are missing.</exception>
    /// <exception cref="InvalidOperationException">One of them did not start.</exception>
    internal static async Task<KitchenCluster> StartAsync(ClusterOptions options)
    {
        Directory.CreateDirectory(options.Folder);
        var programs = Programs.Find();
        var cluster = new KitchenCluster(programs, options);
        try
        {
            await PostgresService.CreateDataAsync(options.Folder, programs.Postgres);
            await TaskGroup.RunAsync(group =>
            {
                group.Start(cluster.Nats.StartAsync);
                group.Start(cluster.Postgres.StartAsync);
            });
            await TaskGroup.RunAsync(group =>
            {
                foreach (var kitchen in cluster.Kitchens)
                    group.Start(kitchen.StartAsync);
            });
            await cluster.Proxy.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CancelScope.Shield(Timeout.InfiniteTimeSpan, async () =>
        {
            await Proxy.DisposeAsync();
            await TaskGroup.RunAsync(group =>
            {
                foreach (var kitchen in Kitchens)
                    group.Start(() => kitchen.DisposeAsync());
            });
            await Postgres.DisposeAsync(); // after its clients, for which it would wait
            await Nats.DisposeAsync();
        });
        _clients.Dispose();
    }

    private Service NewKitchen(string name, int port, ClusterOptions options)
    {
        var address = new Uri($"http://127.0.0.1:{port}");
        return new Service(
            name,
            _folder,
            "dotnet",
            [
                "exec", Path.Combine(AppContext.BaseDirectory, "Kitchen.dll"),
                "--urls", $"{address.Scheme}://{address.Authority}", "--loops", "1", "--database", DatabaseUrl,
                "--broker", $"nats://127.0.0.1:{_natsPort}", "--files", Path.Combine(_folder, "files"), "--jobs-token", options.JobsToken,
                "--drain-delay", options.DrainDelay.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ],
            () => AnswersAsync(address));
    }

    private async Task<bool> AnswersAsync(Uri address)
    {
        try
        {
            using var response = await _clients.Current.GetAsync(new Uri(address, "/health"), CancelScope.CurrentToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<bool> CanQueryAsync()
    {
        await using var database = Database.Open(DatabaseUrl);
        try
        {
            await database.CheckAsync();
            return true;
        }
        catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException)
        {
            return false;
        }
    }

    private static async Task<bool> CanConnectAsync(int port)
    {
        try
        {
            await using var stream = await Rondo.IO.TcpStream.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
