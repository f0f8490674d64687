using Rondo.Server;

namespace Kitchen.Dashboard;

/// <summary>Reads the loops' counters, and how they have changed since the last time. One for each who watches.</summary>
internal sealed class LoadMeter(ServerLoops server)
{
    private readonly LagProbe[] _probes = [.. server.Loops.Select(static loop => new LagProbe(loop))];
    private readonly TimeProvider _clock = EventLoop.Current.Clock;
    private IReadOnlyList<long> _requests = server.Requests;
    private long _time = EventLoop.Current.Clock.GetTimestamp();

    internal Load Read()
    {
        var (loops, connections, requests) = (server.Loops, server.Connections, server.Requests);
        var now = _clock.GetTimestamp();
        var seconds = _clock.GetElapsedTime(_time, now).TotalSeconds;
        var loads = new LoopLoad[loops.Count];
        for (var i = 0; i < loads.Length; i++)
        {
            var statistics = loops[i].Statistics;
            var rate = seconds > 0 ? (requests[i] - _requests[i]) / seconds : 0;
            loads[i] = new LoopLoad(
                loops[i].Name, Math.Round(_probes[i].Measure().TotalMilliseconds, 3), statistics.Tasks, Math.Round(rate, 1),
                connections[i], statistics.Stalls);
        }

        (_time, _requests) = (now, requests);
        return new Load(loops[0].DriverName, requests.Sum(), loads);
    }
}
