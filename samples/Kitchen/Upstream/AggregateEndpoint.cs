using System.Diagnostics;
using System.Text.Json;
using Kitchen.Errors;
using Rondo;

namespace Kitchen.Upstream;

/// <summary>
/// <c>GET /aggregate?n=&amp;ms=&amp;deadline_ms=</c>: n upstream calls at once, in the time of one; past the deadline all are cancelled.
/// </summary>
public static class AggregateEndpoint
{
    internal static async Task<IResult> Get(string? n, string? ms, string? deadline_ms, UpstreamService upstream)
    {
        var errors = new List<FieldError>();
        var count = QueryNumber.Parse("n", n, 5, 1, 100, errors);
        var delay = QueryNumber.Parse("ms", ms, 50, 0, 60_000, errors);
        var deadline = QueryNumber.Parse("deadline_ms", deadline_ms, 1000, 1, 120_000, errors);
        if (errors.Count > 0)
            return Problems.Unprocessable(errors);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var results = await CancelScope.FailAfter(
                TimeSpan.FromMilliseconds(deadline),
                () => TaskGroup.RunAsync(async group =>
                {
                    var calls = Enumerable.Range(0, count).Select(_ => group.Start(() => Call(upstream, delay))).ToArray();
                    var answers = new Slept[count];
                    for (var i = 0; i < count; i++)
                        answers[i] = await calls[i];
                    return answers;
                }));
            return Results.Json(new Aggregate(results, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1)));
        }
        catch (TimeoutException)
        {
            return Results.Problem(statusCode: StatusCodes.Status504GatewayTimeout, title: "The deadline passed.", detail: $"{count} calls of {delay} ms did not end within {deadline} ms; they were cancelled.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or TaskGroupException)
        {
            return Results.Problem(statusCode: StatusCodes.Status502BadGateway, title: "The upstream failed.", detail: exception.Message);
        }
    }

    private static async Task<Slept> Call(UpstreamService upstream, int delay) =>
        await upstream.Client.GetFromJsonAsync<Slept>(upstream.Address($"sleep/{delay}")) ?? throw new HttpRequestException("The upstream answered null.");

    private sealed record Slept(int slept);

    private sealed record Aggregate(
        IReadOnlyList<Slept> Results,
        [property: System.Text.Json.Serialization.JsonPropertyName("elapsed_ms")] double ElapsedMilliseconds);
}
