namespace Rondo.Tests;

/// <summary>What happened, in order, and when: <c>name@milliseconds</c> of the loop's clock.</summary>
internal sealed class Trace
{
    private readonly List<string> _events = [];
    private readonly TimeProvider _clock = EventLoop.Current.Clock;
    private readonly long _start = EventLoop.Current.Clock.GetTimestamp();

    internal double Elapsed => _clock.GetElapsedTime(_start).TotalMilliseconds;

    internal IReadOnlyList<string> Events => _events;

    internal void Add(string name) => _events.Add(FormattableString.Invariant($"{name}@{Elapsed:0.###}"));

    /// <summary>The whole trace, and the time that has passed since it began.</summary>
    internal void Is(string events, double? elapsed = null)
    {
        Assert.Equal(events, string.Join(' ', _events));
        if (elapsed is not null)
            Assert.Equal(elapsed, Elapsed);
    }

    /// <summary>Runs <paramref name="body"/> and notes how it ended: <c>name</c>, or <c>name!Exception</c>, which passes on.</summary>
    internal async Task Note(string name, Func<Task> body)
    {
        try
        {
            await body();
            Add(name);
        }
        catch (Exception exception)
        {
            Add($"{name}!{Name(exception)}");
            throw;
        }
    }

    private static string Name(Exception exception) => exception switch
    {
        ScopeCanceledException => "canceled",
        OperationCanceledException => "canceled",
        _ => exception.GetType().Name.Replace("Exception", "", StringComparison.Ordinal),
    };
}

/// <summary>Short words for tests.</summary>
internal static class Words
{
    internal static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    internal static async Task Sleep(double milliseconds) => await EventLoop.Sleep(Ms(milliseconds));

    internal static async Task Forever() => await EventLoop.SleepForever();

    internal static async Task Yields(int count)
    {
        for (var i = 0; i < count; i++)
            await EventLoop.Yield();
    }

    internal static async Task Fail(string message, double after = 0)
    {
        if (after > 0)
            await Sleep(after);
        throw new TestFailure(message);
    }

    internal static Task<TestFailure> Fails(Func<Task> body) => Assert.ThrowsAsync<TestFailure>(body);

    internal static Task<ScopeCanceledException> Canceled(Func<Task> body) => Assert.ThrowsAsync<ScopeCanceledException>(body);

    internal static async Task Misuse(string message, Func<Task> body) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<InvalidOperationException>(body)).Message);

    internal static void Misuse(string message, Action body) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(body).Message);
}

internal sealed class TestFailure(string message) : Exception(message);
