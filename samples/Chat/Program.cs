// Chat: rooms to talk in, over WebSockets. Try: dotnet run, and open the address in two windows.
// On several machines: nats-server on one of them, and dotnet run -- --broker nats://its-name:4222 on each.
using Chat;

var builder = RondoApp.CreateBuilder(args);
if (builder.Configuration["broker"] is { } broker)
    builder.UseNats(broker);

var app = builder.Build();
var page = Page.Read();
app.Get("/", () => page);
app.Get("/rooms", (Presence presence) => presence.Rooms);
app.WebSocket("/rooms/{room}", async (
    [Length(1, 100)] string room, Topics topics, Presence presence, WebSocketSession<Message, Message> session) =>
{
    var topic = topics.Get<Message>($"room.{Topics.Escape(room)}");
    // A client that is further behind misses the oldest messages.
    using var heard = await topic.SubscribeAsync(new ReceiverOptions<Message> { Capacity = 256 });
    await using var seat = await presence.Room<string>(room).JoinAsync("client", "here");
    await TaskGroup.RunAsync(async group =>
    {
        group.Start(async () =>
        {
            await foreach (var message in heard)
                await session.SendAsync(message.Shared);
        });
        await foreach (var message in session.ReadAllAsync())
            await topic.PublishAsync(message);
        group.Cancel("the client has left");
    });
});
app.Run();
