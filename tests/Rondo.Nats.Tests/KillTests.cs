using System.Diagnostics;
using Rondo.Nats.Kills;

namespace Rondo.Nats.Tests;

/// <summary>Processes that are killed or stopped, seen from another one.</summary>
[Trait("Category", "Slow")]
public sealed class KillTests
{
    private static readonly string s_program = typeof(Number).Assembly.Location;

    [LoopFact]
    public async Task A_process_that_is_killed_is_gone_within_its_timeout()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = await TestClient.StartAsync(App.Create(builder => builder.UseNats(server.Url)));
        using var watch = client.Services.GetRequiredService<Presence>().Room<string>(Place.Room).Watch();
        using var numbers = await client.Services.GetRequiredService<Topics>().Get<Number>(Place.Topic).SubscribeAsync();
        using var process = Start(server.Url, "ann");
        try
        {
            Assert.Equal("Joined ann", await NextAsync(watch));
            var first = (await numbers.ReceiveAsync()).Value.Value;
            for (var i = 1; i <= 20; i++)
                Assert.Equal(first + i, (await numbers.ReceiveAsync()).Value.Value);
        }
        finally
        {
            process.Kill();
        }

        var killed = EventLoop.Current.Clock.GetTimestamp();
        Assert.Equal("Left ann", await NextAsync(watch));
        Assert.InRange(EventLoop.Current.Clock.GetElapsedTime(killed), TimeSpan.Zero, TimeSpan.FromSeconds(6)); // 3 s and an interval, on a busy machine
    }

    [LoopFact]
    public async Task A_process_that_is_stopped_leaves_and_returns_once()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = await TestClient.StartAsync(App.Create(builder => builder.UseNats(server.Url)));
        var room = client.Services.GetRequiredService<Presence>().Room<string>(Place.Room);
        using var watch = room.Watch();
        using var process = Start(server.Url, "ann");
        try
        {
            Assert.Equal("Joined ann", await NextAsync(watch));
            Signals.Send(process.Id, "STOP");
            Assert.Equal("Left ann", await NextAsync(watch));
            Assert.Empty(room.Members);
            Signals.Send(process.Id, "CONT");
            Assert.Equal("Joined ann", await NextAsync(watch));
            Assert.Single(room.Members);
            Signals.Send(process.Id, "TERM");
            Assert.Equal("Left ann", await NextAsync(watch));
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }

    [LoopFact]
    public async Task A_server_that_restarts_leaves_no_ghosts()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = await TestClient.StartAsync(App.Create(builder => builder.UseNats(server.Url)));
        var room = client.Services.GetRequiredService<Presence>().Room<string>(Place.Room);
        using var watch = room.Watch();
        using var process = Start(server.Url, "ann");
        try
        {
            Assert.Equal("Joined ann", await NextAsync(watch));
            await server.StopAsync();
            Assert.Equal("Left ann", await NextAsync(watch));
            await server.StartAsync();
            Assert.Equal("Joined ann", await NextAsync(watch));
            Assert.Single(room.Members);
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<string> NextAsync(PresenceWatch<string> watch)
    {
        var next = await CancelScope.FailAfter(TimeSpan.FromSeconds(60), async () => await watch.ReceiveAsync());
        return $"{next.Change} {next.Member.Name}";
    }

    private static Process Start(string url, string name) => Process.Start("dotnet", [s_program, url, name]);
}
