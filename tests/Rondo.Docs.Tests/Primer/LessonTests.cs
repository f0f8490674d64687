using Primer.Lessons;

namespace Rondo.Docs.Tests.Primer;

/// <summary>Each lesson's timeline, on a virtual clock.</summary>
public class LessonTests
{
    [LoopFact(Virtual = true)]
    public Task Blocking_fetches_take_the_sum_and_awaited_ones_the_longest() => Check(
        "fetch",
        """
        0 blocking: asks for news
        90 blocking: has news
        90 blocking: asks for weather
        150 blocking: has weather
        150 blocking: asks for traffic
        180 blocking: has traffic
        180 news: asks
        180 weather: asks
        180 traffic: asks
        210 traffic: has it
        240 weather: has it
        270 news: has it
        """);

    [LoopFact(Virtual = true)]
    public Task The_caller_goes_on_at_the_first_await() => Check(
        "await",
        """
        0 main: calls the waiter
        0 waiter: before await: takes the order
        0 main: goes on while the waiter waits
        50 waiter: after await: brings the soup
        50 main: has: soup
        """);

    [LoopFact(Virtual = true)]
    public Task Coroutines_take_turns_at_their_awaits() => Check(
        "steps",
        """
        0 left foot: step 1, then pauses
        0 right foot: step 1, then pauses
        0 left foot: step 2, then pauses
        0 right foot: step 2, then pauses
        0 left foot: step 3, then pauses
        0 right foot: step 3, then pauses
        0 left foot: resumes and is there
        0 right foot: resumes and is there
        """);

    [LoopFact(Virtual = true)]
    public Task Vegetables_are_chopped_while_the_water_boils() => Check(
        "water",
        """
        0 water: is put on
        0 cook: chops the carrot
        40 cook: chops the leek
        80 cook: chops the potato
        120 cook: has chopped everything
        200 water: boils
        200 cook: puts the vegetables into boiling water
        """);

    [LoopFact(Virtual = true)]
    public Task A_thousand_sleepers_need_a_second_and_one_thread() => Check(
        "sleepers",
        """
        0 sleepers: 1000 lie down
        1000 sleepers: 1000 are up; they used 1 thread
        """);

    [LoopFact(Drivers = "epoll,portable")]
    public async Task A_loop_that_computes_does_not_tick_and_one_that_offloads_does()
    {
        var lanes = (await Lesson.All.Single(static lesson => lesson.Name == "cpu").RunAsync()).Moments.Select(static moment => moment.Lane).ToList();
        Assert.Equal(0, Ticks("on the loop"));
        Assert.True(Ticks("offloaded") > 0);

        int Ticks(string lane) => lanes[lanes.IndexOf(lane)..lanes.LastIndexOf(lane)].Count(static each => each == "clock");
    }

    [LoopFact(Virtual = true)]
    public async Task The_picture_has_a_lane_for_each_task()
    {
        var drawn = (await Lesson.All.Single(static lesson => lesson.Name == "water").RunAsync()).Draw();
        Assert.EndsWith(
            """
                   water |o------------------------------------------------------o|
                    cook |o----------o----------o----------o---------------------o|
                          0                                                 200 ms

            """,
            drawn);
    }

    private static async Task Check(string lesson, string expected)
    {
        var timeline = await Lesson.All.Single(each => each.Name == lesson).RunAsync();
        Assert.Equal(expected.Split('\n'), timeline.Moments.Select(static moment => moment.ToString()));
    }
}
