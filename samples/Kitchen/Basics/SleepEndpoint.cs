using System.ComponentModel.DataAnnotations;

namespace Kitchen.Basics;

internal static class SleepEndpoint
{
    /// <summary>Waits on the loop's clock: thousands may wait at once, and hold no thread.</summary>
    /// <param name="ms">How long, in milliseconds.</param>
    [Get("/sleep/{ms}")]
    internal static async Task<Rested> Get([Range(0, 60_000)] int ms)
    {
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(ms));
        return new Rested(ms);
    }

    /// <summary>How long it slept.</summary>
    internal sealed record Rested(int Slept);
}
