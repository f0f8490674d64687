using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>A loop that was held up beyond a client's deadline looked at its timers before its sockets, and turned away a client that had sent everything in time.</summary>
[Trait("Speed", "Slow")]
public class StarvedLoopTests
{
    /// <summary>Kestrel's options allow no shorter one.</summary>
    private static readonly MinDataRate s_rate = new(1_000_000, TimeSpan.FromSeconds(1.1));

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_body_that_came_while_the_loop_was_held_up_came_in_time(string driver)
    {
        var (reading, held) = (New(), New());
        await using var app = await StartAsync(driver, held, app => app.MapPost("/read", async context =>
        {
            var body = new byte[5];
            var first = context.Request.Body.ReadExactlyAsync(body);
            reading.SetResult();
            await first;
            await context.Response.BodyWriter.WriteAsync(body);
        }));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
        await reading.Task;
        var holding = HoldUpAsync(app);
        await held.Task;
        await stream.SendAsync("hello");
        Assert.StartsWith("HTTP/1.1 200 ", await stream.ReadAllAsync());
        await holding;
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_head_that_came_while_the_loop_was_held_up_came_in_time(string driver)
    {
        var held = New();
        await using var app = await StartAsync(driver, held, static _ => { });
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET /well HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        var holding = HoldUpAsync(app);
        await held.Task;
        await stream.SendAsync("\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await stream.ReadAllAsync());
        await holding;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task HoldUpAsync(ServedApp app)
    {
        using var client = app.OneConnection();
        Assert.Equal("held", await client.GetStringAsync("/hold"));
    }

    private static Task<ServedApp> StartAsync(string driver, TaskCompletionSource held, Action<WebApplication> map) => ServedApp.StartAsync(
        driver,
        app =>
        {
            map(app);
            app.MapGet("/well", static () => "yes");
            app.MapGet("/hold", () =>
            {
                held.SetResult();
                Thread.Sleep(1500);
                return "held";
            });
        },
        build: static builder => builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = s_rate;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1.1);
        }));
}
