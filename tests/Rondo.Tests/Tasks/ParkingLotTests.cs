namespace Rondo.Tests.Tasks;

/// <summary>What every primitive is made of.</summary>
public class ParkingLotTests
{
    [LoopFact(Virtual = true)]
    public async Task First_parked_first_unparked()
    {
        var trace = new Trace();
        var lot = new ParkingLot();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "abc")
                group.Start(() => trace.Note($"{name}", async () => await lot.ParkAsync()));
            Assert.Equal(3, lot.Count);
            for (var i = 0; i < 3; i++)
            {
                await Sleep(10);
                Assert.Equal(1, lot.Unpark());
            }
        });
        trace.Is("a@10 b@20 c@30");
    }

    [LoopFact(Virtual = true)]
    public async Task Unpark_a_number()
    {
        var trace = new Trace();
        var lot = new ParkingLot();
        await TaskGroup.RunAsync(async group =>
        {
            foreach (var name in "abcd")
                group.Start(() => trace.Note($"{name}", async () => await lot.ParkAsync()));
            Assert.Equal(3, lot.Unpark(3));
            await Sleep(1);
            Assert.Equal(1, lot.Unpark(3));
            Assert.Equal(0, lot.Unpark(3));
        });
        trace.Is("a@0 b@0 c@0 d@1");
    }

    [LoopFact(Virtual = true)]
    public async Task A_cancelled_task_leaves_its_place()
    {
        var trace = new Trace();
        var lot = new ParkingLot();
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => CancelScope.MoveOnAfter(Ms(5), () => trace.Note("a", async () => await lot.ParkAsync())));
            group.Start(() => trace.Note("b", async () => await lot.ParkAsync()));
            await Sleep(10);
            Assert.Equal(1, lot.Count);
            lot.Unpark();
        });
        trace.Is("a!canceled@5 b@10");
    }

    [LoopFact(Virtual = true)]
    public async Task Unparked_and_then_cancelled_goes_on()
    {
        var trace = new Trace();
        var lot = new ParkingLot();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("a", async () => await lot.ParkAsync()));
            lot.Unpark();
            group.Cancel();
            return Task.CompletedTask;
        });
        trace.Is("a@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Cancelled_and_then_unparked_stays_cancelled()
    {
        var trace = new Trace();
        var lot = new ParkingLot();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(() => trace.Note("a", async () => await lot.ParkAsync()));
            group.Cancel();
            Assert.Equal(0, lot.Unpark());
            return Task.CompletedTask;
        });
        trace.Is("a!canceled@0");
    }

    [LoopFact(Virtual = true)]
    public async Task Parking_in_a_cancelled_scope_throws_and_does_not_park()
    {
        var lot = new ParkingLot();
        await CancelScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await Canceled(async () => await lot.ParkAsync());
            Assert.Equal(0, lot.Count);
        });
    }

    [LoopFact(Virtual = true)]
    public async Task A_value_is_handed_over_and_the_state_can_be_seen()
    {
        var lot = new ParkingLot<string, int>();
        var got = new List<int>();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () => got.Add(await lot.ParkAsync("one")));
            group.Start(async () => got.Add(await lot.ParkAsync("two")));
            Assert.True(lot.TryPeek(out var state));
            Assert.Equal("one", state);
            Assert.True(lot.TryUnpark(1, out state));
            Assert.Equal("one", state);
            Assert.True(lot.TryUnpark(2, out state));
            Assert.Equal("two", state);
            Assert.False(lot.TryUnpark(3));
            Assert.False(lot.TryPeek(out _));
            return Task.CompletedTask;
        });
        Assert.Equal([1, 2], got);
    }

    [LoopFact(Virtual = true)]
    public async Task FailAll_picks_by_state()
    {
        var trace = new Trace();
        var lot = new ParkingLot<int, bool>();
        await TaskGroup.RunAsync(async group =>
        {
            for (var i = 0; i < 4; i++)
            {
                var me = i;
                _ = group.Start(async () => await Record.ExceptionAsync(() => trace.Note($"{me}", async () => await lot.ParkAsync(me))));
            }

            Assert.Equal(2, lot.FailAll(state => state % 2 == 1 ? new TestFailure("odd") : null));
            await Sleep(1);
            Assert.Equal(2, lot.UnparkAll(true));
        });
        trace.Is("1!TestFailure@0 3!TestFailure@0 0@1 2@1");
    }

    [LoopFact(Virtual = true)]
    public async Task Repark_moves_to_the_end_of_the_other_lot_out_of_reach_of_cancellation()
    {
        var trace = new Trace();
        var first = new ParkingLot<string, bool>();
        var second = new ParkingLot<string, bool>();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("b", async () => await second.ParkAsync("b")));
            group.Start(() => trace.Note("a", async () => await first.ParkAsync("a")));
            Assert.Equal(1, first.Repark(second, 5));
            await Sleep(1);
            group.Cancel();
            await CancelScope.Shield(Ms(10), () => Sleep(1));
            Assert.Equal(1, second.Count);
            second.UnparkAll(true);
        });
        trace.Is("b!canceled@1 a@2");
    }

    [LoopFact(Virtual = true)]
    public async Task A_shielded_wait_ignores_cancellation()
    {
        var trace = new Trace();
        var lot = new ParkingLot<int, int>();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => trace.Note("a", async () => await lot.ParkShieldedAsync(0)));
            group.Cancel();
            await CancelScope.Shield(Ms(10), () => Sleep(5));
            lot.TryUnpark(1);
        });
        trace.Is("a@5");
    }

    [LoopFact(Virtual = true)]
    public async Task Passing_completes_at_once_and_gives_way_now_and_then()
    {
        var trace = new Trace();
        var lot = new ParkingLot();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                for (var i = 1; i <= 300; i++)
                {
                    var pass = lot.PassAsync();
                    if (!pass.IsCompleted)
                        trace.Add($"gives way {i}");
                    await pass;
                }
            });
            group.Start(() =>
            {
                trace.Add("other");
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        });
        Assert.Equal(["gives way", "other", "gives way"], trace.Events.Select(text => text.Split(' ', '@') is ["gives", ..] ? "gives way" : "other"));
    }

    [LoopFact(Virtual = true)]
    public async Task Waiters_are_pooled()
    {
        var lot = new ParkingLot<int, int>();
        await Once();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            var wait = lot.ParkAsync(i);
            lot.TryUnpark(i);
            Assert.True(wait.IsCompleted);
            if (await wait != i)
                Assert.Fail("wrong value");
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);

        async Task Once()
        {
            var wait = lot.ParkAsync(0);
            lot.TryUnpark(1);
            await wait;
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Statistics_count_the_parked()
    {
        var lot = new ParkingLot();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () => await lot.ParkAsync());
            Assert.Equal(new ParkingLotStatistics(1), lot.Statistics);
            lot.UnparkAll();
            Assert.Equal(new ParkingLotStatistics(0), lot.Statistics);
            return Task.CompletedTask;
        });
    }

    [LoopFact(Virtual = true)]
    public async Task It_belongs_to_the_loop_that_used_it_first()
    {
        var lot = new ParkingLot();
        lot.Unpark();
        var error = await Task.Run(() => Record.Exception(() => lot.Unpark()));
        Assert.Equal(
            $"This ParkingLot belongs to the loop 'test', and Unpark was called on thread '{".NET TP Worker"}', which runs no loop. "
            + "A ParkingLot is not thread-safe: hand the call to its loop with loop.Post(...) or loop.InvokeAsync(...), or keep one per loop in a LoopLocal<T>.",
            error!.Message);
    }

    [Fact]
    public void It_needs_a_loop_to_begin_with() => Assert.StartsWith(
        "This ParkingLot belongs to an event loop, and Unpark was called on thread '",
        Assert.Throws<InvalidOperationException>(() => { new ParkingLot().Unpark(); }).Message,
        StringComparison.Ordinal);
}
