using System.Globalization;
using Kitchen.Errors;
using Rondo;

namespace Kitchen.Basics;

/// <summary><c>GET /sleep/{ms}</c>: waits on the loop's clock; a thousand of these wait in one thread.</summary>
public static class SleepEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapSleep(this IEndpointRouteBuilder app) =>
        app.MapGet("/sleep/{ms}", static async (string ms) =>
        {
            if (!int.TryParse(ms, NumberStyles.None, CultureInfo.InvariantCulture, out var delay) || delay > 60_000)
                return Problems.Unprocessable([new FieldError("path", "/ms", "range", "ms has to be an integer from 0 to 60000.", ms)]);
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(delay));
            return Results.Json(new Rested(delay));
        });

    /// <summary>The answer.</summary>
    public sealed record Rested(int Slept);
}
