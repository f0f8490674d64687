namespace Rondo.Tests.Cancellation;

/// <summary>Scopes and tokens: each becomes the other.</summary>
public class TokenTests
{
    [LoopFact(Virtual = true)]
    public async Task A_scopes_token_is_cancelled_with_it()
    {
        var trace = new Trace();
        await CancelScope.MoveOnAfter(Ms(10), async scope =>
        {
            scope.Token.Register(() => trace.Add("callback"));
            await Record.ExceptionAsync(Forever);
            Assert.True(scope.Token.IsCancellationRequested);
        });
        trace.Is("callback@10");
    }

    [LoopFact(Virtual = true)]
    public Task A_token_asked_for_after_the_cancellation_is_cancelled() => CancelScope.RunAsync(scope =>
    {
        scope.Cancel();
        Assert.True(scope.Token.IsCancellationRequested);
        return Task.CompletedTask;
    });

    [LoopFact(Virtual = true)]
    public async Task The_token_of_an_inner_scope_follows_the_outer_one()
    {
        var trace = new Trace();
        await CancelScope.RunAsync(outer => CancelScope.RunAsync(inner =>
        {
            inner.Token.Register(() => trace.Add("inner"));
            outer.Token.Register(() => trace.Add("outer"));
            outer.Cancel();
            return Task.CompletedTask;
        }));
        trace.Is("outer@0 inner@0");
    }

    [LoopFact(Virtual = true)]
    public Task The_token_behind_a_shield_does_not_follow() => CancelScope.RunAsync(async outer =>
    {
        await CancelScope.Shield(Timeout.InfiniteTimeSpan, () =>
        {
            var token = CancelScope.Current!.Token;
            outer.Cancel();
            Assert.False(token.IsCancellationRequested);
            return Task.CompletedTask;
        });
    });

    [LoopFact(Virtual = true)]
    public Task A_shields_token_follows_once_the_bound_is_over() => CancelScope.RunAsync(async outer =>
    {
        outer.Cancel();
        await Canceled(() => CancelScope.Shield(Ms(10), async () =>
        {
            var token = CancelScope.Current!.Token;
            await Sleep(9);
            Assert.False(token.IsCancellationRequested);
            try
            {
                await Forever();
            }
            finally
            {
                Assert.True(token.IsCancellationRequested);
            }
        }));
    });

    [LoopFact(Virtual = true)]
    public async Task A_foreign_API_that_watches_the_token_is_cut_off_and_absorbed()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), scope => trace.Note("delay", () => Task.Delay(Ms(1000), EventLoop.Current.Clock, scope.Token))));
        trace.Is("delay!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public Task The_token_is_the_same_each_time() => CancelScope.RunAsync(scope =>
    {
        Assert.Equal(scope.Token, scope.Token);
        return Task.CompletedTask;
    });

    [LoopFact(Virtual = true)]
    public Task The_exception_carries_the_token_if_there_is_one() => CancelScope.RunAsync(async scope =>
    {
        var token = scope.Token;
        scope.Cancel();
        Assert.Equal(token, (await Canceled(Forever)).CancellationToken);
    });

    [LoopFact(Virtual = true)]
    public async Task A_callback_that_throws_is_reported_and_the_cancellation_goes_on()
    {
        var reported = new List<string>();
        var trace = new List<string>();
        await Task.Run(() => EventLoop.Run(
            () => TaskGroup.RunAsync(async group =>
            {
                group.Scope.Token.Register(() => throw new TestFailure("callback"));
                group.Start(async () =>
                {
                    await Record.ExceptionAsync(Forever);
                    trace.Add("cancelled");
                });
                await EventLoop.Yield();
                group.Cancel();
            }),
            new EventLoopOptions { HandleSignals = false, UnhandledException = (_, exception) => reported.Add(((AggregateException)exception).InnerExceptions[0].Message) }));
        Assert.Equal(["callback"], reported);
        Assert.Equal(["cancelled"], trace);
    }

    [LoopFact(Virtual = true)]
    public async Task LinkTo_runs_until_the_token_is_cancelled()
    {
        var trace = new Trace();
        using var source = new CancellationTokenSource(Ms(10), EventLoop.Current.Clock);
        var canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => CancelScope.LinkTo(source.Token, () => trace.Note("body", Forever)));
        Assert.Equal(source.Token, canceled.CancellationToken);
        trace.Is("body!canceled@10");
    }

    [LoopFact(Virtual = true)]
    public async Task LinkTo_a_cancelled_token_cuts_off_at_the_first_wait()
    {
        var trace = new Trace();
        await Assert.ThrowsAsync<OperationCanceledException>(() => CancelScope.LinkTo(new CancellationToken(true), async () =>
        {
            trace.Add("runs");
            await trace.Note("wait", Forever);
        }));
        trace.Is("runs@0 wait!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task LinkTo_returns_the_result_of_a_body_that_finished() =>
        Assert.Equal(4, await CancelScope.LinkTo(new CancellationToken(true), () => Task.FromResult(4)));

    [LoopFact(Virtual = true)]
    public async Task LinkTo_gives_its_reason() =>
        await Assert.ThrowsAsync<OperationCanceledException>(() => CancelScope.LinkTo(new CancellationToken(true), async () =>
        {
            var canceled = await Canceled(Forever);
            Assert.Equal("Canceled: its token was cancelled.", canceled.Message);
            Assert.Equal(CancelKind.Token, canceled.Reason.Kind);
            throw canceled;
        }));

    [LoopFact(Virtual = true)]
    public async Task A_token_cancelled_on_another_thread_reaches_the_loop()
    {
        using var source = new CancellationTokenSource();
        var other = Task.Run(source.Cancel);
        await Assert.ThrowsAsync<OperationCanceledException>(() => CancelScope.LinkTo(source.Token, Forever));
        await other;
    }

    [LoopFact(Virtual = true)]
    public async Task LinkTo_inside_a_cancelled_scope_passes_the_scopes_cancellation()
    {
        var trace = new Trace();
        using var source = new CancellationTokenSource();
        Assert.False(await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("link", () => CancelScope.LinkTo(source.Token, Forever))));
        trace.Is("link!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task After_LinkTo_the_token_cancels_nothing_any_more()
    {
        using var source = new CancellationTokenSource();
        await CancelScope.LinkTo(source.Token, () => Sleep(1));
        await source.CancelAsync();
        await Sleep(1);
    }

    [LoopFact(Virtual = true)]
    public async Task OrCancel_leaves_a_foreign_task_when_the_scope_is_cancelled()
    {
        var trace = new Trace();
        var foreign = new TaskCompletionSource<int>();
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => trace.Note("wait", async () => await foreign.Task.OrCancel()));
            await EventLoop.Yield();
            group.Cancel();
        });
        Assert.False(foreign.Task.IsCompleted);
        trace.Is("wait!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task OrCancel_returns_the_foreign_result() =>
        Assert.Equal(6, await Task.Run(() => 6).OrCancel());

    [LoopFact(Virtual = true)]
    public async Task OrCancel_throws_the_foreign_failure_as_it_is() =>
        Assert.Equal("foreign", (await Fails(async () => await Task.Run(() => Fail("foreign")).OrCancel())).Message);

    [LoopFact(Virtual = true)]
    public async Task OrCancel_of_a_task_that_has_ended_returns_at_once_even_if_cancelled() =>
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            Assert.Equal(1, await Task.FromResult(1).OrCancel());
        });

    [LoopFact(Virtual = true)]
    public async Task The_clock_stands_still_while_a_foreign_task_is_waited_for()
    {
        var trace = new Trace();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("sleep", () => Sleep(1)));
            group.Start(() => trace.Note("foreign", async () => await Task.Run(() => Thread.SpinWait(200_000)).OrCancel()));
            return Task.CompletedTask;
        });
        trace.Is("foreign@0 sleep@1");
    }
}
