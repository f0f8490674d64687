using Rondo.Sync;

namespace Rondo.Tests.Sync;

public class CapacityLimiterTests
{
    [LoopFact(Virtual = true)]
    public async Task As_many_borrowers_as_there_are_tokens()
    {
        var trace = new Trace();
        var limiter = new CapacityLimiter(2);
        await TaskGroup.RunAsync(group =>
        {
            foreach (var name in "abcd")
            {
                group.Start(async () =>
                {
                    using (await limiter.AcquireAsync())
                        await trace.Note($"{name}", () => Sleep(10));
                });
            }

            return Task.CompletedTask;
        });
        trace.Is("a@10 b@10 c@20 d@20");
        Assert.Equal(0, limiter.BorrowedTokens);
    }

    [LoopFact(Virtual = true)]
    public async Task More_tokens_let_waiters_in_at_once()
    {
        var trace = new Trace();
        var limiter = new CapacityLimiter(1);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "abcd")
            {
                group.Start(async () =>
                {
                    using (await limiter.AcquireAsync())
                    {
                        trace.Add($"{name} in");
                        await Sleep(10);
                    }
                });
            }

            await Sleep(5);
            limiter.TotalTokens = 3;
        });
        trace.Is("a in@0 b in@5 c in@5 d in@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Fewer_tokens_take_nothing_away_but_nobody_gets_one_until_enough_are_back()
    {
        var trace = new Trace();
        var limiter = new CapacityLimiter(3);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var (name, time) in new[] { ("a", 10), ("b", 20), ("c", 30), ("d", 10) })
            {
                group.Start(async () =>
                {
                    using (await limiter.AcquireAsync())
                    {
                        trace.Add($"{name} in");
                        await Sleep(time);
                    }
                });
            }

            await Sleep(5);
            limiter.TotalTokens = 1;
            Assert.Equal(0, limiter.AvailableTokens);
            Assert.Equal(3, limiter.BorrowedTokens);
        });
        trace.Is("a in@0 b in@0 c in@0 d in@30", elapsed: 40);
    }

    [LoopFact(Virtual = true)]
    public async Task A_borrower_has_at_most_one_token()
    {
        var limiter = new CapacityLimiter(2);
        using var token = await limiter.AcquireAsync("me");
        await Misuse(
            "AcquireAsync: this borrower (me) already holds a token of the limiter. A borrower has at most one; use another borrower, or none, for a second.",
            async () => await limiter.AcquireAsync("me"));
        Misuse(
            "TryAcquire: this borrower (me) already holds a token of the limiter. A borrower has at most one; use another borrower, or none, for a second.",
            () => limiter.TryAcquire(out _, "me"));
    }

    [LoopFact(Virtual = true)]
    public async Task A_borrower_waits_once()
    {
        var limiter = new CapacityLimiter(1);
        var token = await limiter.AcquireAsync();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () => (await limiter.AcquireAsync("me")).Dispose());
            await Misuse(
                "AcquireAsync: this borrower (me) waits for a token of the limiter already. A borrower has at most one; use another borrower, or none, for a second.",
                async () => await limiter.AcquireAsync("me"));
            token.Dispose();
        });
        Assert.Equal(0, limiter.BorrowedTokens);
    }

    [LoopFact(Virtual = true)]
    public async Task Giving_back_twice_is_refused()
    {
        var limiter = new CapacityLimiter(2);
        var token = await limiter.AcquireAsync("me");
        token.Dispose();
        Misuse("This borrower (me) holds no token of the limiter: it has given it back before, or never had one.", token.Dispose);
    }

    [LoopFact(Virtual = true)]
    public async Task Release_on_behalf_of_a_borrower()
    {
        var limiter = new CapacityLimiter(1);
        var borrower = new object();
        await limiter.AcquireAsync(borrower);
        limiter.Release(borrower);
        Assert.Equal(1, limiter.AvailableTokens);
    }

    [LoopFact(Virtual = true)]
    public async Task TryAcquire_never_waits()
    {
        var limiter = new CapacityLimiter(1);
        Assert.True(limiter.TryAcquire(out var token));
        Assert.False(limiter.TryAcquire(out _));
        token.Dispose();
        Assert.Equal(1, limiter.AvailableTokens);
        await Sleep(0);
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_waiter_can_ask_again()
    {
        var limiter = new CapacityLimiter(1);
        var token = await limiter.AcquireAsync();
        await CancelScope.MoveOnAfter(Ms(5), async () => await limiter.AcquireAsync("me"));
        token.Dispose();
        using var mine = await limiter.AcquireAsync("me");
        Assert.Equal("me", mine.Borrower);
    }

    [LoopFact(Virtual = true)]
    public Task Acquiring_is_a_cancellation_point_even_with_tokens() => CancelScope.RunAsync(async scope =>
    {
        var limiter = new CapacityLimiter(1);
        scope.Cancel();
        await Canceled(async () => await limiter.AcquireAsync());
        Assert.Equal(0, limiter.BorrowedTokens);
    });

    [LoopFact(Virtual = true)]
    public async Task Statistics_name_the_borrowers()
    {
        var limiter = new CapacityLimiter(1);
        using var token = await limiter.AcquireAsync("me");
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(async () => await limiter.AcquireAsync());
            var statistics = limiter.Statistics;
            Assert.Equal((1, 1, 1), (statistics.BorrowedTokens, statistics.TotalTokens, statistics.Waiting));
            Assert.Equal(["me"], statistics.Borrowers);
            await Sleep(1);
            group.Cancel();
        });
    }

    [LoopFact(Virtual = true)]
    public async Task Fewer_than_one_token_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CapacityLimiter(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CapacityLimiter(1).TotalTokens = 0);
        await Sleep(0);
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task Tokens_come_back_whatever_happens()
    {
        var limiter = new CapacityLimiter(2);
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 20; i++)
            {
                var me = i;
                _ = group.Start(() => CancelScope.MoveOnAfter(Ms(me), async () =>
                {
                    using var token = await limiter.AcquireAsync();
                    Assert.InRange(limiter.BorrowedTokens, 1, 4);
                    await Sleep(me % 5);
                }));
            }

            await Sleep(5);
            limiter.TotalTokens = 4;
        });
        Assert.Equal(4, limiter.AvailableTokens);
        Assert.Equal(0, limiter.Statistics.Waiting);
    }
}
