using System.Diagnostics;

namespace Rondo.Soak;

/// <summary>One server under its crowd.</summary>
internal static class Soak
{
    private const int Samples = 20;

    /// <returns>What is wrong.</returns>
    internal static async Task<List<string>> RunAsync(SoakOptions options, string driver)
    {
        await using var server = await SoakServer.StartAsync(options.Server, driver);
        var crowd = new Crowd(server, options.Seed);
        var began = Stopwatch.GetTimestamp();
        var period = TimeSpan.FromMinutes(options.Minutes) / Samples;
        var samples = new List<Sample>();
        try
        {
            for (var i = 1; i <= Samples; i++)
            {
                await crowd.WorkAsync(period);
                samples.Add(await server.MeasureAsync(Stopwatch.GetElapsedTime(began), crowd.Exchanges));
                Console.WriteLine($"{driver,-8}{samples[^1]}");
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or TimeoutException)
        {
            return [.. crowd.Wrong.Select(wrong => $"{driver}: {wrong}"), $"{driver}: {exception.Message} The server {server.State}. It has said: {server.Log}"];
        }

        Console.WriteLine($"{driver,-8}{crowd.Tally}; the slowest answer took {crowd.Slowest.TotalSeconds:F1} s");
        var complaints = server.Log.Since(0) is { Length: > 0 } said ? new[] { $"{driver}: the server has logged, and not of what it was sent: {said}" } : [];
        return [.. crowd.Wrong.Select(wrong => $"{driver}: {wrong}"), .. complaints, .. Verdict.Of(driver, samples[Samples / 5], samples[^1]), .. await server.StopAsync() is { } complaint ? [$"{driver}: {complaint}"] : Array.Empty<string>()];
    }
}
