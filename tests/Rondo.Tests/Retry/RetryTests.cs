namespace Rondo.Tests.Retrying;

/// <summary>Work that is repeated: when, how often, and what is not.</summary>
public class RetryTests
{
    private static readonly RetryOptions s_exact = new() { MaxAttempts = 5, Delay = Ms(100), MaxDelay = Ms(500), Jitter = 0 };

    [LoopFact(Virtual = true)]
    public async Task Delays_double_up_to_the_longest()
    {
        var trace = new Trace();
        Assert.Equal("4", (await Fails(() => Retry.RunAsync(Attempts(trace, failures: 5), s_exact))).Message);
        trace.Is("attempt 0@0 attempt 1@100 attempt 2@300 attempt 3@700 attempt 4@1200", elapsed: 1200);
    }

    [LoopFact(Virtual = true)]
    public async Task A_success_ends_it()
    {
        var trace = new Trace();
        Assert.Equal(2, await Retry.RunAsync(Attempts(trace, failures: 2), s_exact));
        trace.Is("attempt 0@0 attempt 1@100 attempt 2@300", elapsed: 300);
    }

    [LoopFact(Virtual = true)]
    public async Task Jitter_is_repeated_by_its_seed()
    {
        var first = await DelaysAsync(new RetryOptions { MaxAttempts = 6, Random = new Random(7) });
        Assert.Equal(first, await DelaysAsync(new RetryOptions { MaxAttempts = 6, Random = new Random(7) }));
        Assert.NotEqual(first, await DelaysAsync(new RetryOptions { MaxAttempts = 6, Random = new Random(8) }));
        for (var i = 0; i < first.Count; i++)
            Assert.InRange(first[i].TotalMilliseconds, 100 * Math.Pow(2, i), 200 * Math.Pow(2, i));
    }

    [LoopFact(Virtual = true)]
    public async Task Many_attempts_do_not_overflow()
    {
        var delays = await DelaysAsync(new RetryOptions { MaxAttempts = 2000, Delay = TimeSpan.FromDays(1), MaxDelay = TimeSpan.FromDays(2), Jitter = 0 });
        Assert.Equal(TimeSpan.FromDays(2), delays[^1]);
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancellation_is_never_retried()
    {
        var attempts = 0;
        await Assert.ThrowsAsync<TaskCanceledException>(() => Retry.RunAsync(() =>
        {
            attempts++;
            throw new TaskCanceledException();
        }));
        Assert.Equal(1, attempts);
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), () => Retry.RunAsync(() =>
        {
            attempts++;
            return Forever();
        })));
        Assert.Equal(2, attempts);
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_ends_a_delay()
    {
        var trace = new Trace();
        Assert.Equal(-1, await CancelScope.MoveOnAfter(Ms(150), () => Retry.RunAsync(Attempts(trace, failures: 9), s_exact), otherwise: -1));
        trace.Is("attempt 0@0 attempt 1@100", elapsed: 150);
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_of_an_attempt_is_retried()
    {
        var attempts = 0;
        await Assert.ThrowsAsync<TimeoutException>(() => Retry.RunAsync(() => CancelScope.FailAfter(Ms(10), () =>
        {
            attempts++;
            return Forever();
        })));
        Assert.Equal(3, attempts);
    }

    [LoopFact(Virtual = true)]
    public async Task Failures_are_chosen_and_told()
    {
        var told = new List<string>();
        var attempts = 0;
        var options = new RetryOptions
        {
            MaxAttempts = 9,
            Jitter = 0,
            ShouldRetry = static exception => exception is TestFailure,
            Retrying = (exception, attempt, delay) => told.Add($"{exception.Message} {attempt} {delay.TotalMilliseconds}"),
        };
        await Assert.ThrowsAsync<InvalidDataException>(() => Retry.RunAsync(() => ++attempts < 3 ? Fail("boom") : throw new InvalidDataException(), options));
        Assert.Equal(["boom 1 200", "boom 2 400"], told);
    }

    [LoopFact(Virtual = true)]
    public async Task Options_are_validated()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Retry.RunAsync(Forever, new RetryOptions { MaxAttempts = 0 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Retry.RunAsync(Forever, new RetryOptions { Delay = Ms(-1) }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Retry.RunAsync(Forever, new RetryOptions { MaxDelay = Ms(-1) }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Retry.RunAsync(Forever, new RetryOptions { Jitter = 1.5 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Retry.RunAsync(Forever, new RetryOptions { Jitter = double.NaN }));
    }

    private static Func<Task<int>> Attempts(Trace trace, int failures)
    {
        var attempt = -1;
        return () =>
        {
            trace.Add($"attempt {++attempt}");
            return attempt < failures ? throw new TestFailure($"{attempt}") : Task.FromResult(attempt);
        };
    }

    private static async Task<List<TimeSpan>> DelaysAsync(RetryOptions options)
    {
        var delays = new List<TimeSpan>();
        await Fails(() => Retry.RunAsync(
            static () => Fail("boom"),
            new RetryOptions
            {
                MaxAttempts = options.MaxAttempts,
                Delay = options.Delay,
                MaxDelay = options.MaxDelay,
                Jitter = options.Jitter,
                Random = options.Random,
                Retrying = (_, _, delay) => delays.Add(delay),
            }));
        return delays;
    }
}
