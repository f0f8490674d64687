using System.Net.WebSockets;
using System.Text;
using Rondo.Nats.Tests;

namespace Rondo.Samples.Tests.Programs;

public class ChatTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task A_message_reaches_everyone_in_the_room()
    {
        await using var chat = await SampleServer.StartAsync("Chat");
        Assert.Contains("<h1>Chat</h1>", await chat.Client.GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var ann = await EnterAsync(chat, "hall");
        using var bob = await EnterAsync(chat, "hall");
        using var eve = await EnterAsync(chat, "attic");
        await ExchangeAsync(bob, """{"from":"bob","text":"I am here"}""", bob); // he has entered
        await ExchangeAsync(ann, """{"from":"ann","text":"<b>soup</b>"}""", bob);
        await SendAsync(ann, """{"from":"ann","text":""}""");
        await ReceiveAsync(ann);
        Assert.Contains("soup", await ReceiveAsync(ann), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"error\"", await ReceiveAsync(ann), StringComparison.Ordinal);
        await ExchangeAsync(eve, """{"from":"eve","text":"alone"}""", eve);
        Assert.Equal(0, await chat.StopAsync());
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task A_room_goes_with_its_last_client()
    {
        await using var chat = await SampleServer.StartAsync("Chat");
        using var ann = await EnterAsync(chat, "hall");
        using var bob = await EnterAsync(chat, "hall");
        using var eve = await EnterAsync(chat, "attic");
        await WaitForRoomsAsync(chat, """{"hall":2,"attic":1}""");
        await LeaveAsync(ann);
        await LeaveAsync(eve);
        await WaitForRoomsAsync(chat, """{"hall":1}""");
        bob.Abort(); // without a closing handshake
        await WaitForRoomsAsync(chat, "{}");
        using var again = await EnterAsync(chat, "hall");
        await ExchangeAsync(again, """{"from":"ann","text":"soup"}""", again);
        await WaitForRoomsAsync(chat, """{"hall":1}""");
    }

    [Fact, Trait("Speed", "Slow")]
    public async Task Rooms_span_processes_and_a_process_that_is_killed_leaves_them()
    {
        await using var nats = await NatsServer.StartAsync();
        await using var one = await SampleServer.StartAsync("Chat", "--broker", nats.Url);
        await using var two = await SampleServer.StartAsync("Chat", "--broker", nats.Url);
        using var ann = await EnterAsync(one, "my hall.*"); // any text names a room
        using var bob = await EnterAsync(two, "my hall.*");
        await WaitForRoomsAsync(one, """{"my hall.*":2}""");
        await WaitForRoomsAsync(two, """{"my hall.*":2}""");
        await ExchangeAsync(ann, """{"from":"ann","text":"soup"}""", bob);
        await ExchangeAsync(bob, """{"from":"bob","text":"soup?"}""", bob);
        two.Kill();
        await WaitForRoomsAsync(one, """{"my hall.*":1}""");
    }

    private static Task LeaveAsync(ClientWebSocket socket) =>
        socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);

    private static async Task WaitForRoomsAsync(SampleServer chat, string expected)
    {
        using var rooms = System.Text.Json.JsonDocument.Parse(expected);
        while (!System.Text.Json.JsonElement.DeepEquals(await chat.GetAsync("/rooms"), rooms.RootElement))
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }

    private static async Task<ClientWebSocket> EnterAsync(SampleServer chat, string room)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{chat.Address.Authority}/rooms/{Uri.EscapeDataString(room)}"), TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task ExchangeAsync(ClientWebSocket from, string message, ClientWebSocket to)
    {
        await SendAsync(from, message);
        using var expected = System.Text.Json.JsonDocument.Parse(message);
        using var actual = System.Text.Json.JsonDocument.Parse(await ReceiveAsync(to));
        Assert.Equal(expected.RootElement.GetProperty("text").GetString(), actual.RootElement.GetProperty("text").GetString());
    }

    private static Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
