using Rondo.Sync;

namespace Rondo.Tests.Sync;

/// <summary>After trio's test_channel, asyncio's queues and tokio's sync_mpsc.</summary>
public class ChannelTests
{
    [LoopFact(Virtual = true)]
    public async Task Items_come_out_in_the_order_in_which_they_went_in()
    {
        var channel = new Channel<int>(10);
        for (var i = 0; i < 5; i++)
            await channel.SendAsync(i);
        channel.Complete();
        Assert.Equal([0, 1, 2, 3, 4], await All(channel));
    }

    [LoopFact(Virtual = true)]
    public async Task A_full_channel_makes_senders_wait()
    {
        var trace = new Trace();
        var channel = new Channel<int>(2);
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                for (var i = 1; i <= 4; i++)
                {
                    await channel.SendAsync(i);
                    trace.Add($"sent {i}");
                }
            });
            group.Start(async () =>
            {
                for (var i = 1; i <= 4; i++)
                {
                    await Sleep(10);
                    trace.Add($"got {await channel.ReceiveAsync()}");
                }
            });
            return Task.CompletedTask;
        });
        trace.Is("sent 1@0 sent 2@0 got 1@10 sent 3@10 got 2@20 sent 4@20 got 3@30 got 4@40");
    }

    [LoopFact(Virtual = true)]
    public async Task An_empty_channel_makes_receivers_wait()
    {
        var trace = new Trace();
        var channel = new Channel<string>(5);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "ab")
                group.Start(async () => trace.Add($"{name} got {await channel.ReceiveAsync()}"));
            await Sleep(10);
            await channel.SendAsync("x");
            await Sleep(10);
            await channel.SendAsync("y");
        });
        trace.Is("a got x@10 b got y@20");
    }

    [LoopFact(Virtual = true)]
    public async Task A_rendezvous_hands_over_from_task_to_task()
    {
        var trace = new Trace();
        var channel = new Channel<int>(0);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("sent", async () => await channel.SendAsync(1)));
            Assert.Equal((0, 1), (channel.Count, channel.Statistics.WaitingSenders));
            await Sleep(10);
            trace.Add($"got {await channel.ReceiveAsync()}");
        });
        trace.Is("got 1@10 sent@10");
    }

    [LoopFact(Virtual = true)]
    public async Task A_rendezvous_with_a_waiting_receiver_does_not_wait()
    {
        var trace = new Trace();
        var channel = new Channel<int>(0);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () => trace.Add($"got {await channel.ReceiveAsync()}"));
            Assert.False(channel.TryReceive(out _));
            Assert.True(channel.TrySend(1));
            Assert.False(channel.TrySend(2));
            await trace.Note("body", () => Sleep(1));
        });
        trace.Is("got 1@0 body@1");
    }

    [LoopFact(Virtual = true)]
    public async Task TrySend_and_TryReceive_never_wait()
    {
        var channel = new Channel<int>(1);
        Assert.False(channel.TryReceive(out _));
        Assert.True(channel.TrySend(1));
        Assert.False(channel.TrySend(2));
        Assert.True(channel.TryReceive(out var item));
        Assert.Equal(1, item);
        Assert.False(channel.TryReceive(out _));
        await Sleep(0);
    }

    [LoopFact(Virtual = true)]
    public async Task TryReceive_makes_room_for_the_sender_that_waits()
    {
        var trace = new Trace();
        var channel = new Channel<int>(1);
        channel.TrySend(1);
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("sent 2", async () => await channel.SendAsync(2)));
            Assert.True(channel.TryReceive(out _));
            Assert.Equal(1, channel.Count);
            return Task.CompletedTask;
        });
        trace.Is("sent 2@0");
        Assert.Equal(2, await channel.ReceiveAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task Senders_that_wait_keep_their_order()
    {
        var channel = new Channel<int>(1);
        List<int> got = [];
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 6; i++)
            {
                var me = i;
                group.Start(async () => await channel.SendAsync(me));
            }

            for (var i = 0; i < 6; i++)
                got.Add(await channel.ReceiveAsync());
        });
        Assert.Equal([0, 1, 2, 3, 4, 5], got);
    }

    [LoopFact(Virtual = true)]
    public async Task Receivers_take_turns()
    {
        var trace = new Trace();
        var channel = new Channel<int>(0);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "abc")
            {
                group.Start(async () =>
                {
                    await foreach (var item in channel)
                        trace.Add($"{name}{item}");
                });
            }

            for (var i = 1; i <= 6; i++)
            {
                await channel.SendAsync(i);
                await Sleep(1);
            }

            channel.Complete();
        });
        trace.Is("a1@0 b2@1 c3@2 a4@3 b5@4 c6@5");
    }

    [LoopFact(Virtual = true)]
    public async Task An_unbounded_channel_never_makes_senders_wait()
    {
        var channel = new Channel<int>(int.MaxValue);
        for (var i = 0; i < 10_000; i++)
            Assert.True(channel.TrySend(i));
        Assert.Equal(10_000, channel.Count);
        await Sleep(0);
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_send_was_not_sent()
    {
        var trace = new Trace();
        var channel = new Channel<int>(1);
        await channel.SendAsync(1);
        await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("send", async () => await channel.SendAsync(2)));
        channel.Complete();
        Assert.Equal([1], await All(channel));
        trace.Is("send!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_receive_took_nothing()
    {
        var trace = new Trace();
        var channel = new Channel<int>(1);
        await CancelScope.MoveOnAfter(Ms(5), () => trace.Note("receive", async () => await channel.ReceiveAsync()));
        await channel.SendAsync(1);
        Assert.Equal(1, await channel.ReceiveAsync());
        trace.Is("receive!canceled@5");
    }

    [LoopFact(Virtual = true)]
    public async Task An_item_handed_over_just_before_the_cancellation_is_received()
    {
        var channel = new Channel<int>(0);
        var got = 0;
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () => { got = await channel.ReceiveAsync(); });
            Assert.True(channel.TrySend(7));
            group.Cancel();
            return Task.CompletedTask;
        });
        Assert.Equal(7, got);
    }

    [LoopFact(Virtual = true)]
    public Task Both_are_cancellation_points_even_when_they_need_not_wait() => CancelScope.RunAsync(async scope =>
    {
        var channel = new Channel<int>(5);
        await channel.SendAsync(1);
        scope.Cancel();
        await Canceled(async () => await channel.SendAsync(2));
        await Canceled(async () => await channel.ReceiveAsync());
        Assert.Equal(1, channel.Count);
    });

    [LoopFact(Virtual = true)]
    public async Task Complete_lets_receivers_finish()
    {
        var trace = new Trace();
        var channel = new Channel<int>(5, "jobs");
        await channel.SendAsync(1);
        channel.Complete();
        Assert.False(channel.IsEnded);
        Assert.Equal(1, await channel.ReceiveAsync());
        Assert.True(channel.IsEnded);
        var ended = await Assert.ThrowsAsync<ChannelEndedException>(async () => await channel.ReceiveAsync());
        Assert.Equal("The channel 'jobs' has ended: Complete() was called, and everything sent was received.", ended.Message);
        trace.Is("", elapsed: 0);
    }

    [LoopFact(Virtual = true)]
    public async Task Complete_wakes_receivers_that_wait()
    {
        var trace = new Trace();
        var channel = new Channel<int>(0);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "ab")
                _ = group.Start(() => Record.ExceptionAsync(() => trace.Note($"{name}", async () => await channel.ReceiveAsync())));
            await Sleep(5);
            channel.Complete();
        });
        trace.Is("a!ChannelEnded@5 b!ChannelEnded@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Sends_that_wait_at_the_end_are_still_received()
    {
        var trace = new Trace();
        var channel = new Channel<int>(1);
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var item in new[] { 1, 2, 3 })
                group.Start(() => trace.Note($"sent {item}", async () => await channel.SendAsync(item)));
            channel.Complete();
            await Sleep(5);
            Assert.Equal([1, 2, 3], await All(channel));
        });
        trace.Is("sent 1@0 sent 2@5 sent 3@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Sending_after_the_end_is_refused()
    {
        var channel = new Channel<int>(5);
        channel.Complete();
        channel.Complete();
        var ended = await Assert.ThrowsAsync<ChannelEndedException>(async () => await channel.SendAsync(1));
        Assert.Equal("This channel is complete: Complete() was called, so nothing can be sent any more.", ended.Message);
        Assert.Throws<ChannelEndedException>(() => channel.TrySend(1));
        Assert.Throws<ChannelEndedException>(channel.OpenSender);
    }

    [LoopFact(Virtual = true)]
    public async Task An_end_with_an_error_is_told_to_receivers()
    {
        var channel = new Channel<int>(5);
        await channel.SendAsync(1);
        channel.Complete(new TestFailure("source broke"));
        List<int> got = [];
        var ended = await Assert.ThrowsAsync<ChannelEndedException>(async () =>
        {
            await foreach (var item in channel)
                got.Add(item);
        });
        Assert.Equal([1], got);
        Assert.Equal("source broke", ended.InnerException!.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task The_last_sender_that_is_disposed_completes_the_channel()
    {
        var trace = new Trace();
        var channel = new Channel<int>(0);
        await TaskGroup.RunAsync(async group =>
        {
            var first = channel.OpenSender();
            foreach (var (delay, sender) in new[] { (10, first.Clone()), (20, first.Clone()) })
            {
                group.Start(async () =>
                {
                    using (sender)
                    {
                        await Sleep(delay);
                        await sender.SendAsync(delay);
                    }
                });
            }

            first.Dispose();
            await foreach (var item in channel)
                trace.Add($"{item}");
            trace.Add("end");
        });
        trace.Is("10@10 20@20 end@20");
        var ended = await Assert.ThrowsAsync<ChannelEndedException>(async () => await channel.ReceiveAsync());
        Assert.Equal("This channel has ended: its last sender was disposed, and everything sent was received.", ended.Message);
    }

    [LoopFact(Virtual = true)]
    public async Task The_last_receiver_that_is_disposed_breaks_the_channel()
    {
        var channel = new Channel<int>(2, "jobs");
        var first = channel.OpenReceiver();
        var second = first.Clone();
        await channel.SendAsync(1);
        first.Dispose();
        await channel.SendAsync(2);
        second.Dispose();
        var broken = await Assert.ThrowsAsync<ChannelBrokenException>(async () => await channel.SendAsync(3));
        Assert.Equal("The channel 'jobs' is broken: its last receiver was disposed and left 2 items, so nobody would receive this item.", broken.Message);
        Assert.Throws<ChannelBrokenException>(() => channel.TrySend(3));
        Assert.Throws<ChannelBrokenException>(channel.OpenReceiver);
        Assert.Equal(0, channel.Count);
    }

    [LoopFact(Virtual = true)]
    public async Task Senders_that_wait_learn_that_nobody_listens()
    {
        var trace = new Trace();
        var channel = new Channel<int>(0);
        var receiver = channel.OpenReceiver();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "ab")
                _ = group.Start(() => Record.ExceptionAsync(() => trace.Note($"{name}", async () => await channel.SendAsync(1))));
            await Sleep(5);
            receiver.Dispose();
        });
        trace.Is("a!ChannelBroken@5 b!ChannelBroken@5");
    }

    [LoopFact(Virtual = true)]
    public async Task A_disposed_sender_is_refused()
    {
        var sender = new Channel<int>(1, "jobs").OpenSender();
        sender.Dispose();
        sender.Dispose();
        var error = await Assert.ThrowsAsync<ObjectDisposedException>(async () => await sender.SendAsync(1));
        Assert.Equal("The channel 'jobs': this sender was disposed before. Clone a sender for each task that sends.", error.Message);
        Assert.Throws<ObjectDisposedException>(() => sender.TrySend(1));
        Assert.Throws<ObjectDisposedException>(sender.Clone);
    }

    [LoopFact(Virtual = true)]
    public async Task A_disposed_receiver_is_refused()
    {
        var receiver = new Channel<int>(1).OpenReceiver();
        receiver.Dispose();
        receiver.Dispose();
        var error = await Assert.ThrowsAsync<ObjectDisposedException>(async () => await receiver.ReceiveAsync());
        Assert.Equal("This channel: this receiver was disposed before. Clone a receiver for each task that receives.", error.Message);
        Assert.Throws<ObjectDisposedException>(() => receiver.TryReceive(out _));
        Assert.Throws<ObjectDisposedException>(receiver.Clone);
        Assert.Throws<ObjectDisposedException>(() => receiver.GetAsyncEnumerator());
    }

    [LoopFact(Virtual = true)]
    public async Task Disposing_an_end_fails_what_waits_on_it_and_nothing_else()
    {
        var trace = new Trace();
        var channel = new Channel<int>(0);
        using var mine = channel.OpenSender();
        var yours = channel.OpenSender();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("mine", async () => await mine.SendAsync(1)));
            _ = group.Start(() => Record.ExceptionAsync(() => trace.Note("yours", async () => await yours.SendAsync(2))));
            await Sleep(5);
            yours.Dispose();
            await Sleep(5);
            Assert.Equal(1, await channel.ReceiveAsync());
        });
        trace.Is("yours!ObjectDisposed@5 mine@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Disposing_a_receiver_fails_the_receive_that_waits_on_it()
    {
        var trace = new Trace();
        var channel = new Channel<int>(0);
        var (mine, yours) = (channel.OpenReceiver(), channel.OpenReceiver());
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => Record.ExceptionAsync(() => trace.Note("yours", async () => await yours.ReceiveAsync())));
            group.Start(() => trace.Note("mine", async () => await mine.ReceiveAsync()));
            await Sleep(5);
            yours.Dispose();
            await channel.SendAsync(1);
        });
        trace.Is("yours!ObjectDisposed@5 mine@5");
    }

    [LoopFact(Virtual = true)]
    public async Task An_enumeration_can_be_left_and_taken_up_again()
    {
        var channel = new Channel<int>(5);
        for (var i = 0; i < 4; i++)
            await channel.SendAsync(i);
        await foreach (var item in channel)
        {
            if (item == 1)
                break;
        }

        channel.Complete();
        Assert.Equal([2, 3], await All(channel));
    }

    [LoopFact(Virtual = true)]
    public async Task An_enumeration_follows_the_ambient_scope()
    {
        var trace = new Trace();
        var channel = new Channel<int>(5);
        await channel.SendAsync(1);
        Assert.False(await CancelScope.MoveOnAfter(Ms(10), async () =>
        {
            await foreach (var item in channel)
                trace.Add($"{item}");
        }));
        trace.Is("1@0", elapsed: 10);
    }

    [LoopFact(Virtual = true)]
    public async Task An_enumeration_follows_a_token()
    {
        using var source = new CancellationTokenSource(Ms(10), EventLoop.Current.Clock);
        var channel = new Channel<int>(5);
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in channel.WithCancellation(source.Token))
                Assert.Fail($"nothing was sent, got {item}");
        });
    }

    [LoopFact(Virtual = true)]
    public async Task A_task_that_never_waits_gives_way_all_the_same()
    {
        var trace = new Trace();
        var channel = new Channel<int>(10);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await EventLoop.Yield();
                trace.Add("other");
            });
            for (var i = 0; i < 500; i++)
            {
                await channel.SendAsync(i);
                Assert.Equal(i, await channel.ReceiveAsync());
            }

            trace.Add("spinner");
        });
        trace.Is("other@0 spinner@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Statistics_count()
    {
        var channel = new Channel<int>(1);
        using var sender = channel.OpenSender();
        using var receiver = channel.OpenReceiver();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () => await sender.SendAsync(1));
            group.Start(async () => await sender.SendAsync(2));
            Assert.Equal(new ChannelStatistics(1, 1, 1, 0, 1, 1, false, false), channel.Statistics);
            await receiver.ReceiveAsync();
            await receiver.ReceiveAsync();
            _ = group.Start(async () => await receiver.ReceiveAsync());
            Assert.Equal(new ChannelStatistics(0, 1, 0, 1, 1, 1, false, false), channel.Statistics);
            await sender.SendAsync(3);
        });
    }

    [Fact]
    public void A_negative_capacity_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Channel<int>(-1));

    [LoopFact(Virtual = true)]
    public async Task Another_thread_is_refused()
    {
        var channel = new Channel<int>(1);
        channel.TrySend(1);
        var error = await Task.Run(() => Record.Exception(() => channel.TrySend(2)));
        Assert.StartsWith("This Channel belongs to the loop 'test', and TrySend was called on thread '.NET TP Worker', which runs no loop.", error!.Message, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task Nothing_is_lost_and_nothing_comes_twice()
    {
        for (var capacity = 0; capacity < 4; capacity++)
        {
            var channel = new Channel<int>(capacity);
            List<int> sent = [], got = [];
            await TaskGroup.RunAsync(async group =>
            {
                var first = channel.OpenSender();
                for (var s = 0; s < 5; s++)
                {
                    var (me, sender) = (s, first.Clone());
                    group.Start(async () =>
                    {
                        using (sender)
                        {
                            for (var i = 0; i < 20; i++)
                            {
                                var item = (me * 100) + i;
                                if (await CancelScope.MoveOnAfter(Ms((item * 7) % 5), async () => await sender.SendAsync(item)))
                                    sent.Add(item);
                                await Yields(item % 3);
                            }
                        }
                    });
                }

                first.Dispose();
                for (var r = 0; r < 3; r++)
                {
                    var me = r;
                    group.Start(async () =>
                    {
                        while (!channel.IsEnded)
                        {
                            try
                            {
                                await CancelScope.MoveOnAfter(Ms(me + 1), async () => got.Add(await channel.ReceiveAsync()));
                                await Sleep(me % 2);
                            }
                            catch (ChannelEndedException)
                            {
                                return;
                            }
                        }
                    });
                }

                await Sleep(0);
            });
            Assert.Equal(sent.Order(), got.Order());
        }
    }

    private static async Task<List<T>> All<T>(IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (var item in items)
            all.Add(item);
        return all;
    }
}
