namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/testing.md.</summary>
public class TestingSnippets
{
    // begin loop-fact
    [LoopFact] // once per driver that works here
    public async Task A_task_gives_way_where_it_awaits()
    {
        var log = new List<string>();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                log.Add("child begins");
                await EventLoop.Yield();
                log.Add("child ends");
            });
            log.Add("body");
            await EventLoop.Yield();
        });
        Assert.Equal(["child begins", "body", "child ends"], log);
    }
    // end loop-fact

    // begin loop-theory
    [LoopTheory(Virtual = true)]
    [InlineData(1)]
    [InlineData(24)]
    public async Task Hours_pass_at_once(int hours)
    {
        await EventLoop.Sleep(TimeSpan.FromHours(hours));
        Assert.Equal(TimeSpan.FromHours(hours), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }
    // end loop-theory

    // begin virtual
    [LoopFact(Virtual = true)]
    public async Task A_day_passes_at_once()
    {
        var clock = (VirtualClock)EventLoop.Current.Clock;
        await EventLoop.Sleep(TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.FromDays(1), clock.Elapsed);
        Assert.Equal(new DateTimeOffset(2000, 1, 2, 0, 0, 0, TimeSpan.Zero), clock.GetUtcNow());
    }
    // end virtual

    // begin shuffle
    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task The_sum_does_not_depend_on_the_order()
    {
        var sum = 0;
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 1; i <= 10; i++)
            {
                var number = i;
                group.Start(async () =>
                {
                    await EventLoop.Yield();
                    sum += number;
                });
            }

            return Task.CompletedTask;
        });
        Assert.Equal(55, sum);
    }
    // end shuffle

    [Fact]
    public void By_hand()
    {
        // begin advance
        var clock = new VirtualClock(autoJump: false);
        EventLoop.Run(
            () => TaskGroup.RunAsync(async group =>
            {
                var reminder = group.Start(async () => await EventLoop.Sleep(TimeSpan.FromMinutes(5)));
                clock.Advance(TimeSpan.FromMinutes(4));
                await EventLoop.Yield();
                Assert.False(reminder.IsCompleted);
                clock.Advance(TimeSpan.FromMinutes(1));
                await reminder.Completion;
            }),
            new EventLoopOptions { Clock = clock });
        // end advance
        Assert.Equal(TimeSpan.FromMinutes(5), clock.Elapsed);
    }

    // begin drivers
    [LoopFact(Drivers = "epoll,portable", HangSeconds = 10)]
    public async Task Something_about_these_two_drivers()
    {
        await EventLoop.Yield();
        Assert.Contains(EventLoop.Current.DriverName, new[] { "epoll", "portable" });
    }
    // end drivers
}
