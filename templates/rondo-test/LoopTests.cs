public class LoopTests
{
    [LoopFact(Virtual = true)] // the clock jumps: the day passes at once
    public async Task A_day_passes()
    {
        await EventLoop.Sleep(TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.FromDays(1), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }

    [LoopFact(Virtual = true)]
    public async Task A_deadline_cancels_what_is_awaited() =>
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), async () => await EventLoop.SleepForever()));
}
