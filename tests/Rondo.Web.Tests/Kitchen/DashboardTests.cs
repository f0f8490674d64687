using System.Text.Json;

namespace Rondo.Web.Tests.Kitchen;

public class DashboardTests
{
    private static TimeSpan Elapsed => ((VirtualClock)EventLoop.Current.Clock).Elapsed;

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 10)]
    public async Task Events_come_every_half_second_and_resume_where_the_client_was()
    {
        await using var client = await KitchenClient.StartAsync();
        var start = Elapsed;
        var seen = 0;
        await foreach (var each in client.EventsAsync("/events"))
        {
            Assert.Equal(seen * TimeSpan.FromMilliseconds(500), Elapsed - start);
            Assert.Equal($"{++seen}", each.Id);
            Assert.Equal(TimeSpan.FromSeconds(1), each.Retry);
            if (seen == 20)
                break;
        }

        await foreach (var each in client.EventsAsync("/events", lastEventId: "20"))
        {
            Assert.Equal("21", each.Id);
            break;
        }

        await foreach (var each in client.EventsAsync("/events", lastEventId: "what?"))
        {
            Assert.Equal("1", each.Id);
            break;
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Events_say_how_the_loops_are_doing()
    {
        await using var client = await KitchenClient.StartAsync();
        var loads = new List<JsonElement>();
        await TaskGroup.RunAsync(async group =>
        {
            await foreach (var each in client.EventsAsync("/events"))
            {
                loads.Add(JsonSerializer.Deserialize<JsonElement>(each.Data));
                if (loads.Count == 3)
                    break;
                if (loads.Count == 2)
                {
                    for (var i = 0; i < 10; i++)
                        _ = group.Start(() => client.GetStringAsync("/sleep/400"));
                    for (var i = 0; i < 5; i++)
                        _ = group.Start(() => client.GetStringAsync("/sleep/60000"));
                }
            }

            group.Cancel();
        });
        Assert.Equal(["driver", "requests", "loops"], loads[0].EnumerateObject().Select(static property => property.Name));
        var (before, after) = (loads[1].GetProperty("loops")[0], loads[2].GetProperty("loops")[0]);
        Assert.Equal(["name", "lag_ms", "tasks", "requests_per_second", "connections", "stalls"], before.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(30, after.GetProperty("requests_per_second").GetDouble());
        Assert.Equal(15, loads[2].GetProperty("requests").GetInt64() - loads[1].GetProperty("requests").GetInt64());
        Assert.True(after.GetProperty("tasks").GetInt32() - before.GetProperty("tasks").GetInt32() >= 5, $"{before} {after}");
        Assert.Equal(16, after.GetProperty("connections").GetInt32());
        Assert.Equal(0, after.GetProperty("lag_ms").GetDouble());
    }
}
