using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Rondo.Soak;

/// <summary>Clients of every kind, each doing one exchange after the other until it is time to pause.</summary>
internal sealed class Crowd(ServerProcess server, int seed)
{
    private static readonly (string Name, int Count, Func<Client, Task> Act)[] s_kinds =
    [
        ("keep-alive", 6, static client => client.KeepAliveAsync()),
        ("pipelined", 2, static client => client.PipelineAsync()),
        ("flood", 2, static client => client.FloodAsync()),
        ("chunked", 2, static client => client.PostChunksAsync()),
        ("upload", 1, static client => client.UploadAsync()),
        ("WebSocket", 4, static client => client.TalkAsync()),
        ("event stream", 2, static client => client.WatchAsync()),
        ("abort", 2, static client => client.AbortAsync()),
        ("reset", 2, static client => client.ResetAsync()),
        ("garbage", 2, static client => client.SendGarbageAsync()),
    ];

    private readonly long[] _counts = new long[s_kinds.Length];
    private int _round;

    /// <summary>Answers that were not what they should be; the first twenty.</summary>
    internal ConcurrentQueue<string> Wrong { get; } = new();

    internal long Exchanges => _counts.Sum();

    /// <summary>The longest that anybody has waited for bytes.</summary>
    internal TimeSpan Slowest { get; private set; }

    internal string Tally => string.Join(", ", s_kinds.Select((kind, i) => $"{kind.Name} {_counts[i]}"));

    internal async Task WorkAsync(TimeSpan time)
    {
        _round++;
        var began = Stopwatch.GetTimestamp();
        var clients = new List<Task>();
        for (var kind = 0; kind < s_kinds.Length; kind++)
        {
            for (var i = 0; i < s_kinds[kind].Count; i++)
                clients.Add(
                    WorkAsync(kind, new Random(HashCode.Combine(seed, _round, kind, i)), () => Stopwatch.GetElapsedTime(began) < time));
        }

        await Task.WhenAll(clients);
    }

    private async Task WorkAsync(int kind, Random random, Func<bool> goesOn)
    {
        while (goesOn())
        {
            var began = Stopwatch.GetTimestamp();
            Client? client = null;
            try
            {
                await using (client = new Client(await server.ConnectAsync(), random))
                    await s_kinds[kind].Act(client);
            }
            catch (Exception exception) when (exception is IOException or SocketException or TimeoutException or WrongAnswerException)
            {
                if (Wrong.Count < 20)
                    Wrong.Enqueue(await DescribeAsync(s_kinds[kind].Name, exception, client, began));
            }

            lock (_counts)
                Slowest = client is not null && client.Slowest > Slowest ? client.Slowest : Slowest;
            Interlocked.Increment(ref _counts[kind]);
            await Task.Delay(random.Next(1, 10)); // some of the machine is left for the server
        }
    }

    private async Task<string> DescribeAsync(string kind, Exception exception, Client? client, long began)
    {
        var took = Stopwatch.GetElapsedTime(began);
        // What the server has to say about it may come a little later.
        await Task.Delay(500);
        var said = server.Log.Since(began);
        return $"{kind}: {exception.GetType().Name} after {took.TotalSeconds:F1} s: {exception.Message} "
            + $"{client?.State ?? "It was not connected."} The server has said meanwhile: {(said.Length > 0 ? said : "nothing.")}";
    }
}
