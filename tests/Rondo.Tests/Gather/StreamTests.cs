using Rondo.Sync;

namespace Rondo.Tests.Gathering;

/// <summary>A task group that stays open between the items of a sequence. trio has it as as_safe_channel.</summary>
public class StreamTests
{
    [LoopFact(Virtual = true)]
    public async Task Items_of_several_tasks_are_merged()
    {
        var trace = new Trace();
        await foreach (var item in Gather.StreamAsync<string>((group, sender) =>
        {
            group.Start(() => SendAsync(sender, "a", 20));
            group.Start(() => SendAsync(sender, "b", 30));
            return Task.CompletedTask;
        }))
        {
            trace.Add(item);
        }

        trace.Is("a0@20 b0@30 a1@40 b1@60");
    }

    [LoopFact(Virtual = true)]
    public async Task Leaving_early_cancels_the_group_and_waits_for_its_cleanup()
    {
        var trace = new Trace();
        await foreach (var item in Gather.StreamAsync<int>(async (_, sender) =>
        {
            try
            {
                for (var i = 0; ; i++)
                    await sender.SendAsync(i);
            }
            finally
            {
                await CancelScope.Shield(Ms(100), () => Sleep(5));
                trace.Add("cleaned");
            }
        }))
        {
            if (item == 2)
                break;
        }

        trace.Add("left");
        trace.Is("cleaned@5 left@5");
    }

    [LoopFact(Virtual = true)]
    public async Task A_send_of_a_shielded_cleanup_fails_rather_than_wait()
    {
        await Assert.ThrowsAsync<ChannelBrokenException>(async () =>
        {
            await foreach (var item in Gather.StreamAsync<int>(async (_, sender) =>
            {
                try
                {
                    await sender.SendAsync(1);
                    await Forever();
                }
                finally
                {
                    await CancelScope.Shield(Ms(100), () => sender.SendAsync(2));
                }
            }))
            {
                break;
            }
        });
    }

    [LoopFact(Virtual = true)]
    public async Task A_failure_that_the_consumer_has_not_seen_is_thrown_where_it_leaves() =>
        Assert.Equal("late", (await Fails(async () =>
        {
            await foreach (var item in Gather.StreamAsync<int>(async (group, sender) =>
            {
                group.Start(() => Fail("late", 5));
                await sender.SendAsync(1);
                await Forever();
            }))
            {
                await Sleep(10);
                break;
            }
        })).Message);

    [LoopFact(Virtual = true)]
    public async Task The_group_lives_in_the_scope_of_the_enumeration_whatever_scope_a_step_of_it_has()
    {
        var trace = new Trace();
        Assert.False(await CancelScope.MoveOnAfter(Ms(50), async () =>
        {
            await using var items = Gather.StreamAsync<int>(async (_, sender) =>
            {
                for (var i = 0; ; i++)
                {
                    await trace.Note("sleep", () => Sleep(20));
                    await sender.SendAsync(i);
                }
            }).GetAsyncEnumerator();
            // The scope around one step ends, and cancels that step alone.
            Assert.False(await CancelScope.MoveOnAfter(Ms(10), items.MoveNextAsync));
            Assert.True(await items.MoveNextAsync());
            await items.MoveNextAsync();
            await items.MoveNextAsync();
        }));
        trace.Is("sleep@20 sleep@40 sleep!canceled@50");
    }

    [LoopFact(Virtual = true)]
    public async Task A_token_ends_the_enumeration()
    {
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in Gather.StreamAsync<int>(async (_, sender) =>
            {
                await sender.SendAsync(1);
                await Forever();
            }).WithCancellation(source.Token))
            {
                EventLoop.Current.Post(source.Cancel);
            }
        });
    }

    [LoopFact(Virtual = true)]
    public async Task An_async_iterator_over_it_is_a_stream_as_well()
    {
        var items = new List<int>();
        await foreach (var item in Doubled())
            items.Add(item);
        Assert.Equal([20, 40], items);

        static async IAsyncEnumerable<int> Doubled()
        {
            await foreach (var item in Gather.AsCompletedAsync(static () => After(20), static () => After(10)))
                yield return item * 2;
        }

        static async Task<int> After(int milliseconds)
        {
            await Sleep(milliseconds);
            return milliseconds;
        }
    }

    [Fact]
    public async Task A_stream_that_its_consumer_forgets_ends_with_the_loop()
    {
        var trace = "";
        await LoopThread.RunAsync(
            async () =>
            {
                var items = Gather.StreamAsync<int>(async (_, sender) =>
                {
                    try
                    {
                        await sender.SendAsync(1);
                        await Forever();
                    }
                    finally
                    {
                        trace += "cleaned";
                    }
                }).GetAsyncEnumerator();
                Assert.True(await items.MoveNextAsync());
            },
            new EventLoopOptions { HandleSignals = false, GracePeriod = TimeSpan.FromMinutes(5) });
        Assert.Equal("cleaned", trace);
    }

    private static async Task SendAsync(ChannelSender<string> sender, string name, int milliseconds)
    {
        for (var i = 0; i < 2; i++)
        {
            await Sleep(milliseconds);
            await sender.SendAsync($"{name}{i}");
        }
    }
}
