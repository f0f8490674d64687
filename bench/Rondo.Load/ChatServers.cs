using Microsoft.AspNetCore.SignalR;
using Rondo.Nats;

namespace Rondo.Load;

/// <summary>
/// A room where everyone is sent what anyone says, in one process or in several: with a topic, over the NATS at <c>RONDO_LOAD_NATS</c>, and
/// with SignalR, over the Redis at <c>RONDO_LOAD_REDIS</c>.
/// </summary>
internal static class ChatServers
{
    internal static void RunRondo(LoadArguments arguments)
    {
        var builder = RondoApp.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Server(arguments.Apply);
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        if (Environment.GetEnvironmentVariable("RONDO_LOAD_NATS") is { } nats)
            builder.UseNats(nats);
        var app = builder.Build();
        app.WebSocket("/chat", ChatAsync);
        WebServer.Announce(app, app);
        app.Run();
    }

    internal static void RunSignalR(LoadArguments arguments)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        var signalR = builder.Services.AddSignalR();
        if (Environment.GetEnvironmentVariable("RONDO_LOAD_REDIS") is { } redis)
            signalR.AddStackExchangeRedis(redis);
        var app = builder.Build();
        app.MapHub<Chat>("/chat");
        WebServer.Announce(app, app);
        app.Run();
    }

    private static async Task ChatAsync(Topics topics, WebSocketSession<Said, Said> session)
    {
        var topic = topics.Get<Said>("room");
        using var heard = await topic.SubscribeAsync();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await foreach (var message in heard)
                    await session.SendAsync(message.Shared);
            });
            await foreach (var said in session.ReadAllAsync())
                await topic.PublishAsync(said);
            group.Cancel("the client has left");
        });
    }

    private sealed class Chat : Hub
    {
        public Task Say(Said said) => Clients.All.SendAsync("heard", said);
    }
}

/// <summary>A message of a member.</summary>
public sealed record Said(string Text);
