using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Rondo.IO;

namespace Rondo.Micro;

/// <summary>A loop with open connections and nothing to do: context switches and steps in ten seconds.</summary>
internal static partial class Idle
{
    internal static void Run()
    {
        // Two descriptors a connection, both in this process.
        var connections = Math.Min(10_000, (int)(Limit() / 2) - 200);
        foreach (var driver in new[] { "uring", "epoll" })
            Measure(driver, connections);
    }

    private static void Measure(string driver, int connections) => EventLoop.Run(
        () => TaskGroup.RunAsync(async group =>
        {
            using var listener = IO.TcpListener.Bind(new IPEndPoint(IPAddress.Loopback, 0), new TcpListenerOptions { Backlog = 1024 });
            var clients = new List<Socket>();
            for (var i = 0; i < connections; i++)
            {
                var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
                client.Connect(listener.LocalEndPoint);
                clients.Add(client);
                var stream = await listener.AcceptAsync();
                group.Start(async () =>
                {
                    using (stream)
                        await stream.ReadAsync(new byte[16]);
                });
            }

            var loop = EventLoop.Current;
            var thread = new DirectoryInfo("/proc/thread-self").LinkTarget!.Split('/')[^1];
            var result = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var observer = new Thread(() =>
            {
                Thread.Sleep(2000);
                var (before, turns) = (Switches(thread), loop.Statistics.Turns);
                Thread.Sleep(10_000);
                Console.WriteLine(
                    $"Idle, {driver}, {connections} open connections, 10 s: {Switches(thread) - before} context switches, "
                        + $"{loop.Statistics.Turns - turns} turns of the loop (target 0)");
                result.SetResult();
            });
            observer.Start();
            await result.Task;
            group.Cancel();
            foreach (var client in clients)
                client.Dispose();
        }),
        new EventLoopOptions { Driver = driver, StallThreshold = TimeSpan.FromSeconds(10) });

    private static long Switches(string thread) =>
        Counts().Matches(File.ReadAllText($"/proc/self/task/{thread}/status"))
        .Sum(static match => long.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

    private static long Limit() =>
        long.Parse(Soft().Match(File.ReadAllText("/proc/self/limits")).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"ctxt_switches:\s+(\d+)")]
    private static partial Regex Counts();

    [GeneratedRegex(@"Max open files\s+(\d+)")]
    private static partial Regex Soft();
}
