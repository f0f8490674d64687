using System.Diagnostics;

namespace Rondo.Soak;

/// <summary>One server under its crowd.</summary>
internal static class Soak
{
    private const int Samples = 20;

    /// <returns>What is wrong.</returns>
    internal static async Task<List<string>> RunAsync(SoakOptions options, string driver)
    {
        await using var server =
            await ServerProcess.StartLoadAsync(options.Server, driver, null, ("RONDO_LOAD_LOG", "Warning"), ("RONDO_LOAD_STALL_MS", "1"));
        var crowd = new Crowd(server, options.Seed);
        var began = Stopwatch.GetTimestamp();
        var period = TimeSpan.FromMinutes(options.Minutes) / Samples;
        var samples = new List<Sample>();
        try
        {
            for (var i = 1; i <= Samples; i++)
            {
                await crowd.WorkAsync(period);
                samples.Add(await Sample.TakeAsync(server, Stopwatch.GetElapsedTime(began), crowd.Exchanges));
                Console.WriteLine($"{driver,-8}{samples[^1]}");
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or TimeoutException)
        {
            var end = server.HasExited ? $"ended with status {(await server.WaitForExitAsync()).Status}" : "still runs";
            return [.. crowd.Wrong.Select(wrong => $"{driver}: {wrong}"),
                $"{driver}: {exception.Message} The server {end}. It has said: {server.Log}"];
        }

        Console.WriteLine($"{driver,-8}{crowd.Tally}; the slowest answer took {crowd.Slowest.TotalSeconds:F1} s");
        var complaints = server.Log.Since(0) is { Length: > 0 } said
            ? new[] { $"{driver}: the server has logged, and not of what it was sent: {said}" } : [];
        return [.. crowd.Wrong.Select(wrong => $"{driver}: {wrong}"), .. complaints,
            .. Verdict.Of(driver, samples[Samples / 5], samples[^1]),
            .. await StopAsync(server) is { } complaint ? [$"{driver}: {complaint}"] : Array.Empty<string>()];
    }

    /// <returns>What was wrong with its end, or null.</returns>
    private static async Task<string?> StopAsync(ServerProcess server)
    {
        server.Stop();
        try
        {
            var (_, status) = await server.WaitForExitAsync();
            return status == 0 ? null : $"exit status {status} after SIGTERM: {server.Log}";
        }
        catch (TimeoutException)
        {
            return $"still running {ServerProcess.Patience.TotalSeconds} s after SIGTERM.";
        }
    }
}
