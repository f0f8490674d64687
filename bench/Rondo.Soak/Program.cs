// Mixed load for a given time, polite and rude, against servers of both drivers; then memory, descriptors and tasks have to be
// where they were
// after the warm-up: Rondo.Soak [--minutes 60] [--drivers default,epoll] [--server rondo] [--seed 1]. Exit status 1 and a text otherwise.
using Rondo.Soak;

if (SoakOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine("usage: Rondo.Soak [--minutes 60] [--drivers default,epoll] [--server rondo|api] [--seed 1]");
    return 2;
}

Console.WriteLine(
    $"Soak of {options.Minutes} minutes, seed {options.Seed}. Samples are taken while the load pauses, after a full collection.");
var outcomes = await Task.WhenAll(options.Drivers.Select(driver => Soak.RunAsync(options, driver)));
foreach (var problem in outcomes.SelectMany(static problems => problems))
    Console.Error.WriteLine($"FAILED {problem}");
return outcomes.All(static problems => problems.Count == 0) ? 0 : 1;
