using System.ComponentModel.DataAnnotations;
using System.Net.WebSockets;
using Rondo.Sync;

namespace Kitchen.Chat;

/// <summary>Rooms to talk in, on all loops, and with a broker on all processes.</summary>
internal static class ChatEndpoints
{
    /// <summary>
    /// The number of messages that a client may be behind before it is disconnected: the others do not wait, and no message is left out.
    /// </summary>
    private const int Patience = 256;

    private static readonly Html s_page = Page.Embedded("chat.html");

    internal static void MapChat(this RondoApp app)
    {
        var chat = app.Group("/chat", "Chat");
        chat.Include(typeof(ChatEndpoints));
        chat.WebSocket("/{room}", TalkAsync).WithSocket(new SocketOptions
        {
            // A text that is a little too long is answered with an error; one that is absurdly long ends the connection.
            MaxMessageBytes = 256 * 1024,
            SendTimeout = TimeSpan.FromSeconds(10), // who takes nothing for that long is gone
        });
    }

    /// <summary>A page to chat with.</summary>
    [Get("")]
    internal static Html Show() => s_page;

    /// <summary>The names of the members of a room, on all processes.</summary>
    [Get("/{room}/members")]
    internal static IReadOnlyList<string> Members([Length(1, 100)] string room, Presence presence) =>
        [.. presence.Room<string>(room).Members.Select(static member => member.Name).Distinct()
            .Order(StringComparer.CurrentCultureIgnoreCase)];

    /// <summary>Talks to everyone in a room.</summary>
    /// <param name="room">Which; it need not exist.</param>
    /// <param name="name">Who is talking.</param>
    /// <param name="topics">The conversations of all rooms.</param>
    /// <param name="presence">The members of all rooms.</param>
    /// <param name="session">The connection.</param>
    internal static async Task TalkAsync(
        [Length(1, 100)] string room, [Length(1, 40)] string name, Topics topics, Presence presence,
        WebSocketSession<ClientMessage, ServerMessage> session)
    {
        var topic = topics.Get<ServerMessage>($"chat.{Topics.Escape(room)}");
        using var heard = await topic.SubscribeAsync(
            new ReceiverOptions<ServerMessage> { Capacity = Patience, SlowReceiver = SlowReceiver.Disconnect });
        using var watch = presence.Room<string>(room).Watch();
        await using var seat = await presence.Room<string>(room).JoinAsync(name, "here");
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => ListenAsync(heard, session), "listen");
            group.Start(() => WatchAsync(watch, seat.Member.Id, session), "watch");
            await foreach (var message in session.ReadAllAsync())
            {
                if (message is ClientMessage.Say say)
                    await topic.PublishAsync(new ServerMessage.Said(name, say.Text));
            }

            group.Cancel("the client has left");
        });
    }

    private static async Task ListenAsync(TopicReceiver<ServerMessage> heard, WebSocketSession<ClientMessage, ServerMessage> session)
    {
        try
        {
            await foreach (var message in heard)
                await session.SendAsync(message.Shared); // serialized once, however many hear it
        }
        catch (TooSlowException)
        {
            await session.CloseAsync(WebSocketCloseStatus.PolicyViolation, $"More than {Patience} messages behind.");
        }
    }

    /// <summary>Tells who comes and goes, beginning with the member itself. Members of a process that is killed leave as well.</summary>
    private static async Task WatchAsync(PresenceWatch<string> watch, string id, WebSocketSession<ClientMessage, ServerMessage> session)
    {
        var isIn = false;
        await foreach (var change in watch)
        {
            isIn |= change.Member.Id == id;
            if (isIn)
                await session.SendAsync(change.Change == PresenceChange.Left
                    ? new ServerMessage.Left(change.Member.Name) : new ServerMessage.Joined(change.Member.Name));
        }
    }
}
