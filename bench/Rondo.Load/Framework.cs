using System.ComponentModel.DataAnnotations;
using Rondo.Sync;

namespace Rondo.Load;

/// <summary>
/// The same three endpoints as bare minimal-API delegates, with ASP.NET's validation, and through the framework; always on Rondo's server.
/// </summary>
internal static class Framework
{
    private static readonly Broadcast<ReadOnlyMemory<byte>> s_room = new(name: "room");

    internal static void RunMinimal(LoadArguments arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseRondo(arguments.Apply).UseUrls($"http://127.0.0.1:{arguments.Port}");
        builder.Services.AddChecks();
        var app = builder.Build();
        app.MapGet("/json", () => new Answer("Hello, World!"));
        app.MapGet("/echo/{id}", ([Range(1, int.MaxValue)] int id, [MaxLength(50)] string? q) => new EchoAnswer(id, q));
        app.MapPost("/items", (Order item) => new Answer(item.Name));
        WebServer.Announce(app, app);
        app.Run();
    }

    internal static void RunApi(LoadArguments arguments)
    {
        var builder = RondoApp.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Server(arguments.Apply);
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        // The security has middleware, which those who measure do not ask for.
        var isAttacked = arguments.Server == "attacked";
        if (isAttacked)
            builder.Security.AddJwt(static jwt => jwt.Key = new string('k', 32));
        var app = builder.Build();
        app.Get("/json", () => new Answer("Hello, World!"));
        app.Get("/echo/{id}", ([Range(1, int.MaxValue)] int id, [MaxLength(50)] string? q) => new EchoAnswer(id, q));
        app.Post("/items", (Order item) => new Answer(item.Name));
        app.WebSocket("/ws", static async (RawWebSocketSession session) =>
        {
            await foreach (var message in session.ReadAllAsync())
                await session.SendAsync(message.Bytes);
        });
        app.WebSocket("/typed", static async (WebSocketSession<Answer, Answer> session) =>
        {
            await foreach (var message in session.ReadAllAsync())
                await session.SendAsync(message);
        });
        app.WebSocket("/room", RoomAsync);
        if (isAttacked)
            app.MapAttacked();
        app.MapMixed();
        app.MapCompute();
        WebServer.Announce(app, app);
        app.Run();
    }

    /// <summary>Everyone is sent what anyone says.</summary>
    private static async Task RoomAsync(RawWebSocketSession session)
    {
        using var heard = s_room.Subscribe();
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await foreach (var message in heard)
                    await session.SendAsync(message);
            });
            await foreach (var message in session.ReadAllAsync())
                s_room.TryPublish(message.Bytes);
            group.Cancel("the client has left");
        });
    }
}

/// <summary>A small answer.</summary>
public sealed record Answer(string Message);

/// <summary>What was sent.</summary>
public sealed record EchoAnswer(int Id, string? Q);

/// <summary>A validated body.</summary>
public sealed record Order([Length(1, 100)] string Name, [Range(0.01, 1_000_000)] decimal Price, [MaxLength(10)] string[]? Tags);
