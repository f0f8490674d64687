// The runtime's own figures, each beside its peers in the same run: Rondo.Micro
// [yields|sleepers|timers|hops|idle|processes|files|resilience].
// Rounds alternate and medians are printed. asyncio and uvloop run if python3 has them (Debian: apt-get install python3-uvloop).
using Rondo.Micro;

var wanted = args.Length > 0 ? args : ["yields", "sleepers", "timers", "hops", "idle", "processes", "files", "resilience"];
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
        case "files":
            Files.Run();
            break;
        case "resilience":
            Resilience.Run();
            break;
        default:
            Console.Error.WriteLine(
                $"Unknown figure '{each}': choose yields, sleepers, timers, hops, idle, processes, files or resilience.");
            return 2;
    }
}

return 0;
