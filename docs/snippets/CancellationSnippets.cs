namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/cancellation.md.</summary>
public class CancellationSnippets
{
    [LoopFact(Virtual = true)]
    public async Task Move_on_after()
    {
        // begin move-on-after
        var finished = await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(2), async () =>
        {
            await WarmUpAsync(); // takes no token, and is cancelled all the same
        });
        // end move-on-after
        Assert.False(finished);

        static async Task WarmUpAsync() => await EventLoop.Sleep(TimeSpan.FromMinutes(1));
    }

    [LoopFact(Virtual = true)]
    public async Task Otherwise()
    {
        // begin otherwise
        var price = await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(2), AskAsync, otherwise: "unknown");

        static async Task<string?> AskAsync()
        {
            await EventLoop.Sleep(TimeSpan.FromMinutes(1));
            return "12.50";
        }
        // end otherwise
        Assert.Equal("unknown", price);
    }

    [LoopFact(Virtual = true)]
    public async Task Fail_after()
    {
        // begin fail-after
        var error = await Assert.ThrowsAsync<TimeoutException>(() =>
            CancelScope.FailAfter(TimeSpan.FromSeconds(2), async () => await EventLoop.SleepForever()));
        Assert.Equal("The operation did not finish within 2 s.", error.Message);
        // end fail-after
    }

    [LoopFact(Virtual = true)]
    public async Task By_hand()
    {
        // begin cancel
        var finished = await CancelScope.RunAsync(
            async scope =>
            {
                scope.CancelAfter(TimeSpan.FromSeconds(10)); // may be moved, or removed
                scope.Cancel("the user pressed Escape"); // any thread may
                await EventLoop.Yield(); // throws
            },
            "search");
        // end cancel
        Assert.False(finished);
    }

    [LoopFact(Virtual = true)]
    public async Task Level_triggered()
    {
        var caught = 0;
        // begin level-triggered
        await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () =>
        {
            while (true)
            {
                try
                {
                    await EventLoop.SleepForever();
                }
                catch (OperationCanceledException) when (caught++ < 2)
                {
                    // Swallowed, wrongly. The next operation throws again.
                }
            }
        });
        // end level-triggered
        Assert.Equal(3, caught);
    }

    [LoopFact(Virtual = true)]
    public async Task Who_absorbs()
    {
        var log = new List<string>();
        // begin absorbs
        var outer = await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () =>
        {
            var inner = await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(5), async () => await EventLoop.SleepForever());
            log.Add($"inner {inner}"); // not reached: the cancellation is the outer scope's
        });
        log.Add($"outer {outer}");
        // end absorbs
        Assert.Equal(["outer False"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Shield()
    {
        var log = new List<string>();
        // begin shield
        await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () =>
        {
            try
            {
                await EventLoop.SleepForever();
            }
            finally
            {
                await CancelScope.Shield(TimeSpan.FromSeconds(5), async () =>
                {
                    await EventLoop.Sleep(TimeSpan.FromSeconds(2)); // a rollback, a goodbye
                    log.Add("rolled back");
                });
            }
        });
        // end shield
        Assert.Equal(["rolled back"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Reasons()
    {
        var log = new List<string>();
        // begin reasons
        await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(2), async () =>
        {
            try
            {
                await EventLoop.SleepForever();
            }
            catch (ScopeCanceledException canceled) when (canceled.Reason.Kind == CancelKind.Deadline)
            {
                log.Add(canceled.Message);
                throw;
            }
        });
        // end reasons
        Assert.Equal(["Canceled: the deadline of 2 s passed."], log);
    }

    [LoopFact]
    public async Task Token()
    {
        // begin token
        var finished = await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(10), async () =>
            await Task.Delay(Timeout.Infinite, CancelScope.CurrentToken));
        // end token
        Assert.False(finished);
    }

    [LoopFact]
    public async Task Or_cancel()
    {
        var source = new TaskCompletionSource<int>();
        // begin or-cancel
        var finished = await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(10), async () =>
        {
            Task<int> foreign = source.Task; // from a library that takes no token
            await foreign.OrCancel();
        });
        // end or-cancel
        Assert.False(finished);
    }

    [LoopFact(Virtual = true)]
    public async Task Link_to()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(3), EventLoop.Current.Clock);
        // begin link-to
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CancelScope.LinkTo(source.Token, async () => await EventLoop.SleepForever()));
        // end link-to
        Assert.True(source.IsCancellationRequested);
    }

    [LoopFact(Virtual = true)]
    public async Task Long_computations()
    {
        // begin long-computation
        var finished = await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            for (var row = 0; row < 1_000_000; row++)
            {
                if (row % 1000 == 0)
                    await EventLoop.Yield(); // lets others run, and notices the cancellation
            }
        });
        // end long-computation
        Assert.False(finished);
    }
}
