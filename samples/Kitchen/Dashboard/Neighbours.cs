using System.Collections.Concurrent;
using Rondo.Server;

namespace Kitchen.Dashboard;

/// <summary>The loads of the other processes. With a broker each process tells its own twice a second.</summary>
internal sealed class Neighbours(Topics topics, ServerLoops server, KitchenOptions options)
{
    /// <summary>A process that has not told its load for so long is gone.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, (Load Load, long Heard)> _loads = new();
    private readonly string _process = $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly Topic<ProcessLoad> _topic = topics.Get<ProcessLoad>("dashboard");

    /// <summary>Tells the load of this process, and hears those of the others, until it is cancelled.</summary>
    internal Task RunAsync() => TaskGroup.RunAsync(group =>
    {
        group.Start(TellAsync, "tell");
        group.Start(HearAsync, "hear");
    });

    /// <summary>Adds the loops of the other processes to those of this one. Without a broker there are none.</summary>
    internal Load Add(Load own)
    {
        if (options.Broker is null)
            return own;
        var clock = EventLoop.Current.Clock;
        var all = new List<ProcessLoad> { new(_process, own) };
        foreach (var (process, (load, heard)) in _loads)
        {
            if (clock.GetElapsedTime(heard) < s_patience)
                all.Add(new ProcessLoad(process, load));
            else
                _loads.TryRemove(process, out _);
        }

        return new Load(
            own.Driver,
            all.Sum(static each => each.Load.Requests),
            [.. all.OrderBy(static each => each.Process, StringComparer.Ordinal).SelectMany(static each =>
                each.Load.Loops.Select(loop => loop with { Name = $"{each.Process} {loop.Name}" }))]);
    }

    private async Task TellAsync()
    {
        var meter = new LoadMeter(server);
        while (true)
        {
            await EventLoop.Sleep(DashboardEndpoints.Period);
            await _topic.PublishAsync(new ProcessLoad(_process, meter.Read()));
        }
    }

    private async Task HearAsync()
    {
        using var heard = await _topic.SubscribeAsync(new ReceiverOptions<ProcessLoad> { LatestBy = static load => load.Process });
        await foreach (var message in heard)
        {
            if (message.Value.Process != _process)
                _loads[message.Value.Process] = (message.Value.Load, EventLoop.Current.Clock.GetTimestamp());
        }
    }
}
