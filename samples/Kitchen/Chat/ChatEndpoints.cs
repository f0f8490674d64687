using System.ComponentModel.DataAnnotations;
using System.Net.WebSockets;
using Rondo.Sync;

namespace Kitchen.Chat;

/// <summary>Rooms to talk in.</summary>
internal static class ChatEndpoints
{
    private static readonly Html s_page = Page.Embedded("chat.html");

    internal static void AddChat(this RondoAppBuilder builder) => builder.Services.AddSingleton<ChatRooms>();

    internal static void MapChat(this RondoApp app)
    {
        var chat = app.Group("/chat", "Chat");
        chat.Include(typeof(ChatEndpoints));
        chat.WebSocket("/{room}", TalkAsync).WithSocket(new SocketOptions
        {
            MaxMessageBytes = 256 * 1024, // a text that is a little too long is answered with an error; one that is absurdly long ends the connection
            SendTimeout = TimeSpan.FromSeconds(10), // who takes nothing for that long is gone
        });
    }

    /// <summary>A page to chat with.</summary>
    [Get("")]
    internal static Html Show() => s_page;

    /// <summary>Who is in a room.</summary>
    [Get("/{room}/members")]
    internal static IReadOnlyList<string> Members([Length(1, 100)] string room, ChatRooms rooms) => rooms.Members(room);

    /// <summary>Talks to everyone in a room.</summary>
    /// <param name="room">Which; it need not exist.</param>
    /// <param name="name">Who is talking.</param>
    /// <param name="rooms">All rooms.</param>
    /// <param name="session">The connection.</param>
    internal static async Task TalkAsync([Length(1, 100)] string room, [Length(1, 40)] string name, ChatRooms rooms, WebSocketSession<ClientMessage, ServerMessage> session)
    {
        using var seat = rooms.Enter(room, name);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => ListenAsync(seat, session), "listen");
            await foreach (var message in session.ReadAllAsync())
            {
                if (message is ClientMessage.Say say)
                    seat.Say(say.Text);
            }

            group.Cancel("the client has left");
        });
    }

    private static async Task ListenAsync(ChatSeat seat, WebSocketSession<ClientMessage, ServerMessage> session)
    {
        try
        {
            await foreach (var message in seat.Messages)
                await session.SendAsync(message);
        }
        catch (ChannelBrokenException)
        {
            await session.CloseAsync(WebSocketCloseStatus.PolicyViolation, $"More than {ChatRoom.Patience} messages behind.");
        }
    }
}
