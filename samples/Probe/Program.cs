// Probe: a command-line tool on one event loop. It connects to many addresses at once: dotnet run -- localhost:80 localhost:443
using System.Diagnostics;

if (args.Length == 0 || args.Any(static each => !each.Contains(':', StringComparison.Ordinal)))
{
    Console.Error.WriteLine("Usage: Probe HOST:PORT...\nExit codes: 0 all can be reached, 1 some cannot, 2 the command line is wrong.");
    return 2;
}

return EventLoop.Run(async () =>
{
    var outcomes = await Gather.OutcomesAsync(50, args.Select(static address => (Func<Task<TimeSpan>>)(() => ConnectAsync(address))));
    foreach (var (address, outcome) in args.Zip(outcomes))
        Console.WriteLine($"{address} {(outcome.IsSuccess ? $"{outcome.Value.TotalMilliseconds:0.0} ms" : outcome.Error!.Message)}");
    return outcomes.All(static outcome => outcome.IsSuccess) ? 0 : 1;
});

static async Task<TimeSpan> ConnectAsync(string address)
{
    var colon = address.LastIndexOf(':');
    var port = int.TryParse(address[(colon + 1)..], out var number) ? number : throw new FormatException("the port is no number");
    var started = Stopwatch.GetTimestamp();
    await using var stream = await CancelScope.FailAfter(TimeSpan.FromSeconds(3), () => TcpStream.ConnectAsync(address[..colon], port));
    return Stopwatch.GetElapsedTime(started);
}
