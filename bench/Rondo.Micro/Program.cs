// The runtime's own figures, each beside its peers in the same run: Rondo.Micro [yields|sleepers|timers|hops|idle|processes].
// Rounds alternate and medians are printed. asyncio and uvloop run if python3 has them (Debian: apt-get install python3-uvloop).
using Rondo.Micro;

var wanted = args.Length > 0 ? args : ["yields", "sleepers", "timers", "hops", "idle", "processes"];
foreach (var each in wanted)
{
    switch (each)
    {
        case "yields":
            Yields.Run();
            break;
        case "sleepers":
            Sleepers.Run();
            break;
        case "timers":
            Timers.Run();
            break;
        case "hops":
            Hops.Run();
            break;
        case "idle":
            Idle.Run();
            break;
        case "processes":
            Processes.Run();
            break;
        default:
            Console.Error.WriteLine($"Unknown figure '{each}': choose yields, sleepers, timers, hops, idle or processes.");
            return 2;
    }
}

return 0;
