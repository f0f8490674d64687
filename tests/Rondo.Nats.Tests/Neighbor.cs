using System.Diagnostics;
using Rondo.Nats.Kills;

namespace Rondo.Nats.Tests;

/// <summary>A server, a host that watches a room, and another process, named ann, that is in it and publishes numbers.</summary>
internal sealed class Neighbor : IAsyncDisposable
{
    private readonly TestClient _client;
    private readonly PresenceWatch<string> _watch;

    private Neighbor(NatsServer server, TestClient client)
    {
        (Server, _client) = (server, client);
        Room = client.Services.GetRequiredService<Presence>().Room<string>(Place.Room);
        _watch = Room.Watch();
        Process = Process.Start("dotnet", [typeof(Number).Assembly.Location, server.Url, "ann"]);
    }

    internal NatsServer Server { get; }

    internal PresenceRoom<string> Room { get; }

    internal Process Process { get; }

    internal static async Task<Neighbor> StartAsync()
    {
        var server = await NatsServer.StartAsync();
        var neighbor = new Neighbor(server, await TestClient.StartAsync(App.Create(builder => builder.UseNats(server.Url))));
        Assert.Equal("Joined ann", await neighbor.NextAsync());
        return neighbor;
    }

    /// <summary>Subscribes to the numbers.</summary>
    internal ValueTask<TopicReceiver<Number>> SubscribeAsync() =>
        _client.Services.GetRequiredService<Topics>().Get<Number>(Place.Topic).SubscribeAsync();

    /// <summary>Waits for the next change of the room.</summary>
    internal async Task<string> NextAsync()
    {
        var next = await CancelScope.FailAfter(TimeSpan.FromSeconds(60), async () => await _watch.ReceiveAsync());
        return $"{next.Change} {next.Member.Name}";
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        Process.Dispose();
        _watch.Dispose();
        await _client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
