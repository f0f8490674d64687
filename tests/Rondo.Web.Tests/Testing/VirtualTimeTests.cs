using System.Text;
using Rondo.Server;
using Rondo.Sync;

namespace Rondo.Web.Tests.Testing;

/// <summary>Whole apps under virtual time: the clock stands while a request is on its way, and only then.</summary>
public class VirtualTimeTests
{
    private static TimeSpan Elapsed => ((VirtualClock)EventLoop.Current.Clock).Elapsed;

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 40)]
    public async Task A_handler_that_sleeps_for_an_hour_answers_after_exactly_an_hour()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromHours(1));
            return "slept";
        })));
        for (var i = 0; i < 5; i++)
        {
            var start = Elapsed;
            // The deadline is armed all the time: a jump while the request is under way would fire it.
            Assert.Equal("slept", await CancelScope.FailAfter(TimeSpan.FromHours(1.001), () => client.GetStringAsync("/")));
            Assert.Equal(TimeSpan.FromHours(1), Elapsed - start);
        }
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task A_request_that_needs_no_time_takes_none()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapPost("/", Task<string> (HttpContext context) => new StreamReader(context.Request.Body).ReadToEndAsync())));
        var start = Elapsed;
        for (var i = 0; i < 10; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("chunk") };
            request.Headers.TransferEncodingChunked = true;
            using var response = await CancelScope.FailAfter(TimeSpan.FromMilliseconds(1), () => client.SendAsync(request));
            Assert.Equal("chunk", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(TimeSpan.Zero, Elapsed - start);
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task The_deadline_of_a_request_is_answered_with_504()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(
            app => app.MapGet("/", () => EventLoop.SleepForever().AsTask()),
            builder => builder.Services.Configure<RondoServerOptions>(options => options.RequestDeadline = TimeSpan.FromHours(1))));
        var start = Elapsed;
        using var response = await client.GetAsync("/");
        Assert.Equal(504, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromHours(1), Elapsed - start);
    }

    [LoopTheory(Virtual = true)]
    [InlineData("/reacts?own=false", 3600)]
    [InlineData("/ignores?own=false", 3600.2)]
    [InlineData("/reacts?own=true", 60)]
    [InlineData("/ignores?own=true", 60.2)]
    public async Task A_deadline_of_the_server_or_of_the_handler_is_answered_with_a_problem(string path, double seconds)
    {
        void Limit(bool own)
        {
            if (own)
                CancelScope.Current!.CancelAfter(TimeSpan.FromMinutes(1));
        }

        var app = Framework.ApiTest.App(
            app =>
            {
                app.Get("/reacts", async (bool own) =>
                {
                    Limit(own);
                    await EventLoop.SleepForever();
                });
                app.Get("/ignores", async (bool own) =>
                {
                    Limit(own);
                    await new TaskCompletionSource().Task;
                });
            },
            builder => builder.Services.Configure<RondoServerOptions>(options => options.RequestDeadline = TimeSpan.FromHours(1)));
        await using var client = await TestClient.StartAsync(app);
        var start = Elapsed;
        using var response = await client.GetAsync(path);
        Assert.Equal(504, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""{"title":"Gateway Timeout","status":504}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(TimeSpan.FromSeconds(seconds), Elapsed - start);
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task Handlers_that_sleep_answer_in_the_order_of_their_deadlines()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/{hours:int}", async (int hours) =>
        {
            await EventLoop.Sleep(TimeSpan.FromHours(hours));
            return hours;
        })));
        var answers = new List<string>();
        await TaskGroup.RunAsync(group =>
        {
            foreach (var hours in new[] { 5, 1, 4, 2, 3 })
                group.Start(async () => answers.Add(await client.GetStringAsync($"/{hours}")));
            return Task.CompletedTask;
        });
        Assert.Equal(["1", "2", "3", "4", "5"], answers);
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task A_stream_that_ticks_every_hour_is_read_tick_by_tick()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var i = 0; ; i++)
            {
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
                await EventLoop.Sleep(TimeSpan.FromHours(1));
            }
        })));
        var start = Elapsed;
        await foreach (var each in client.EventsAsync("/"))
        {
            Assert.Equal(TimeSpan.FromHours(int.Parse(each.Data)), Elapsed - start);
            if (each.Data == "100")
                break;
        }
    }

    [LoopFact(Virtual = true, Shuffle = true, Repeat = 20)]
    public async Task A_disconnect_reaches_the_request_token_before_time_passes()
    {
        var seen = new Event();
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", async (HttpContext context) =>
        {
            await context.Response.Body.FlushAsync();
            using var registration = context.RequestAborted.Register(seen.Set, useSynchronizationContext: true);
            await CancelScope.Shield(TimeSpan.FromDays(1), async () => await seen.WaitAsync());
        })));
        (await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)).Dispose();
        await CancelScope.FailAfter(TimeSpan.FromMilliseconds(1), async () => await seen.WaitAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task Time_providers_of_the_app_follow_the_clock()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", async (TimeProvider time) =>
        {
            var before = time.GetUtcNow();
            await Task.Delay(TimeSpan.FromDays(1), time);
            return (time.GetUtcNow() - before).TotalHours;
        })));
        Assert.Equal("24", await client.GetStringAsync("/"));
    }
}
