using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Kitchen.Upstream;

internal static class AggregateEndpoint
{
    /// <summary>
    /// Calls the upstream n times at once, in the time of one call; past the deadline, which the upstream is told, all are cancelled.
    /// </summary>
    /// <param name="upstream">What is called.</param>
    /// <param name="n">How many calls.</param>
    /// <param name="ms">How long each takes, in milliseconds.</param>
    /// <param name="deadlineMs">How long all of them may take, in milliseconds.</param>
    [Get("/aggregate")]
    internal static async Task<Aggregate> Get(
        UpstreamService upstream, [Range(1, 100)] int n = 5, [Range(0, 60_000)] int ms = 50,
        [FromQuery(Name = "deadline_ms"), Range(1, 120_000)] int deadlineMs = 1000)
    {
        var clock = EventLoop.Current.Clock;
        var started = clock.GetTimestamp();
        var deadline = TimeSpan.FromMilliseconds(deadlineMs);
        var due = clock.GetUtcNow() + deadline;
        try
        {
            var results = await CancelScope.FailAfter(deadline, () => CallAll(upstream, n, ms, due));
            return new Aggregate(results, Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 1));
        }
        catch (TimeoutException)
        {
            throw new GatewayTimeout($"{n} calls of {ms} ms did not end within {deadlineMs} ms; they were cancelled.");
        }
        catch (TaskGroupException several) // that failed in the same moment; one of them says why
        {
            throw new BadGateway(several.InnerExceptions[0].Message, several);
        }
    }

    private static Task<Slept[]> CallAll(UpstreamService upstream, int n, int ms, DateTimeOffset due) => TaskGroup.RunAsync(async group =>
    {
        var calls = Enumerable.Range(0, n).Select(_ => group.Start(() => upstream.GetAsync<Slept>($"sleep/{ms}", due))).ToArray();
        var results = new Slept[n];
        for (var i = 0; i < n; i++)
            results[i] = await calls[i];
        return results;
    });

    /// <summary>One call's answer.</summary>
    internal sealed record Slept([property: System.Text.Json.Serialization.JsonPropertyName("slept")] int Milliseconds);

    /// <summary>All answers.</summary>
    /// <param name="Results">One for each call.</param>
    /// <param name="ElapsedMs">How long all of them took together, in milliseconds.</param>
    internal sealed record Aggregate(IReadOnlyList<Slept> Results, double ElapsedMs);
}
