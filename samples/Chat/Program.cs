// Chat: rooms to talk in, over WebSockets. Try: dotnet run, and open the address in two windows.
using Chat;

var builder = RondoApp.CreateBuilder(args);
builder.Services.AddSingleton<ChatRooms>();

var app = builder.Build();
var page = Page.Read();
app.Get("/", () => page);
app.Get("/rooms", (ChatRooms rooms) => rooms.Visitors);
app.WebSocket("/rooms/{room}", async ([Length(1, 100)] string room, ChatRooms rooms, WebSocketSession<Message, Message> session) =>
{
    using var visit = rooms.Enter(room);
    using var heard = visit.Messages.Subscribe();
    await TaskGroup.RunAsync(async group =>
    {
        group.Start(async () =>
        {
            await foreach (var message in heard)
                await session.SendAsync(message);
        });
        await foreach (var message in session.ReadAllAsync())
            visit.Messages.TryPublish(new SharedMessage<Message>(message));
        group.Cancel("the client has left");
    });
});
app.Run();
