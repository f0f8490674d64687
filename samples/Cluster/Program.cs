// Cluster: three Kitchens behind HAProxy with one NATS and one PostgreSQL, started by one command: dotnet run -- [PORT] [FOLDER]
using System.Globalization;
using Cluster;

if (args.Length > 2 || (args.Length > 0 && !ushort.TryParse(args[0], CultureInfo.InvariantCulture, out _)))
{
    Console.Error.WriteLine("Usage: Cluster [PORT] [FOLDER]\nPORT is the load balancer's (8080), FOLDER keeps the database and the logs.");
    return 2;
}

return EventLoop.Run(async () =>
{
    var options = new ClusterOptions
    {
        Port = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 8080,
        Folder = Path.GetFullPath(args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), "rondo-cluster")),
    };
    try
    {
        await using var cluster = await KitchenCluster.StartAsync(options);
        Console.WriteLine($"Cluster serves {cluster.Front.GetLeftPart(UriPartial.Authority)}");
        Console.WriteLine($"  chat       {new Uri(cluster.Front, "/chat")}");
        Console.WriteLine($"  dashboard  {new Uri(cluster.Front, "/dashboard")}");
        Console.WriteLine($"  jobs       {new Uri(cluster.Front, "/jobs")}, token {options.JobsToken}");
        Console.WriteLine($"  logs       {options.Folder}");
        Console.WriteLine("  Ctrl+C stops all of it.");
        await EventLoop.SleepForever();
    }
    catch (Exception exception) when (exception is FileNotFoundException or InvalidOperationException or ChildProcessException)
    {
        Console.Error.WriteLine($"Cluster cannot start: {exception.Message}");
    }

    return 1;
});
