using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Kitchen;

public class ChatTests
{
    [LoopFact]
    public async Task Everyone_in_a_room_hears_what_is_said_and_who_comes_and_goes()
    {
        await using var client = await KitchenClient.StartAsync();
        await using var ann = await client.WebSocketAsync("/chat/stove?name=Ann");
        Assert.Equal("""{"type":"joined","name":"Ann"}""", await ann.ReceiveTextAsync());
        await using var bob = await client.WebSocketAsync("/chat/stove?name=Bob");
        await using var eve = await client.WebSocketAsync("/chat/cellar?name=Eve");
        Assert.Equal("""{"type":"joined","name":"Bob"}""", await ann.ReceiveTextAsync());
        Assert.Equal("""{"type":"joined","name":"Bob"}""", await bob.ReceiveTextAsync());
        Assert.Equal("""{"type":"joined","name":"Eve"}""", await eve.ReceiveTextAsync());
        Assert.Equal("""["Ann","Bob"]""", await client.GetStringAsync("/chat/stove/members"));

        await ann.SendTextAsync("""{"type":"say","text":"Soup <b>&\u00e9 \ud83c\udf72"}""");
        foreach (var each in new[] { ann, bob })
        {
            var said = await each.ReceiveJsonAsync<JsonElement>();
            Assert.Equal(["type", "from", "text"], said.EnumerateObject().Select(static property => property.Name));
            Assert.Equal(("said", "Ann", "Soup <b>&é 🍲"), (said.GetProperty("type").GetString(), said.GetProperty("from").GetString(), said.GetProperty("text").GetString()));
        }

        await bob.CloseAsync();
        Assert.Equal("""{"type":"left","name":"Bob"}""", await ann.ReceiveTextAsync());
        ann.Abort();
        await using var zoe = await client.WebSocketAsync("/chat/stove?name=Zoe");
        await EventuallyOnLoop(async () => await client.GetStringAsync("/chat/stove/members") == """["Zoe"]""");
        await eve.SendTextAsync("""{"type":"say","text":"Still here."}""");
        Assert.Equal("""{"type":"said","from":"Eve","text":"Still here."}""", await eve.ReceiveTextAsync());
    }

    [LoopFact]
    public async Task Malformed_messages_are_answered_and_the_connection_lives()
    {
        await using var client = await KitchenClient.StartAsync();
        await using var ann = await client.WebSocketAsync("/chat/stove?name=Ann");
        await ann.ReceiveTextAsync();
        string[] wrong =
        [
            "", "{", "null", "[]", "7", "\"say\"", "{}", """{"type":"shout","text":"x"}""", """{"type":7,"text":"x"}""", """{"type":"say"}""", """{"type":"say","text":null}""",
            """{"type":"say","text":7}""", """{"type":"say","text":"\ud800"}""", """{"\ud800":1}""", """{"type":"\ud800"}""", $$"""{"type":"say","text":"{{new string('x', 4001)}}"}""", $$"""{"type":"say","text":"{{new string('x', 200_000)}}"}""",
            new string('[', 10_000),
        ];
        foreach (var message in wrong)
        {
            await ann.SendTextAsync(message);
            var answer = await ann.ReceiveJsonAsync<JsonElement>();
            Assert.True(answer.GetProperty("type").GetString() == "error", $"{message} was answered {answer}");
        }

        await ann.SendBytesAsync(new byte[] { 1, 2, 3 });
        Assert.Equal("error", (await ann.ReceiveJsonAsync<JsonElement>()).GetProperty("type").GetString());
        var longest = new string('x', 4000);
        await ann.SendTextAsync($$"""{"text":"{{longest}}","type":"say"}""");
        Assert.Equal($$"""{"type":"said","from":"Ann","text":"{{longest}}"}""", await ann.ReceiveTextAsync());
    }

    [LoopFact]
    public async Task A_message_beyond_all_bounds_ends_the_connection()
    {
        await using var client = await KitchenClient.StartAsync();
        await using var ann = await client.WebSocketAsync("/chat/stove?name=Ann");
        await ann.SendTextAsync(new string('x', 300_000));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await ann.WaitClosedAsync());
    }

    [LoopFact]
    public async Task Names_and_rooms_have_their_bounds_and_plain_requests_are_told_to_upgrade()
    {
        await using var client = await KitchenClient.StartAsync();
        foreach (var path in new[] { "/chat/stove", "/chat/stove?name=", $"/chat/stove?name={new string('x', 41)}", $"/chat/{new string('x', 101)}?name=Ann" })
        {
            var refused = await Assert.ThrowsAsync<TestSocketException>(() => client.WebSocketAsync(path));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        await using var longest = await client.WebSocketAsync($"/chat/{new string('r', 100)}?name={new string('x', 40)}");
        Assert.Contains("joined", await longest.ReceiveTextAsync(), StringComparison.Ordinal);
        await client.GetJsonAsync("/chat/stove?name=Ann", 426);
        var elsewhere = await Assert.ThrowsAsync<TestSocketException>(() => client.WebSocketAsync("/chat/stove?name=Ann", configure: static request => request.Headers.Add("Origin", "https://evil.example")));
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
    }

    /// <summary>The client takes nothing: what does not fit into the network, the socket's queue and the room's patience ends its connection, and holds up nobody.</summary>
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Who_is_too_slow_is_cut_off_and_the_others_go_on()
    {
        await using var kitchen = await ServedKitchen.StartAsync();
        using var slow = await ConnectAsync(kitchen, "Slow");
        using var ann = await ConnectAsync(kitchen, "Ann");
        var message = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { type = "say", text = new string('x', 4000) }));
        var left = false;
        for (var i = 0; i < 6_000; i++) // more than the kernel takes for a connection
        {
            await ann.SendAsync(message, WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
            while (await ReceiveAsync(ann) is var text && !text.StartsWith("""{"type":"said""", StringComparison.Ordinal))
                left |= text == """{"type":"left","name":"Slow"}"""; // before the last message, on a slow machine
        }

        if (!left)
            Assert.Equal("""{"type":"left","name":"Slow"}""", await ReceiveAsync(ann));
        Assert.Equal("""["Ann"]""", await kitchen.Client.GetStringAsync("/chat/stove/members", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_room_spans_loops()
    {
        await using var kitchen = await ServedKitchen.StartAsync(static options => options with { Loops = 2 });
        var people = new List<ClientWebSocket>();
        for (var i = 0; i < 8; i++)
            people.Add(await ConnectAsync(kitchen, $"p{i}"));
        Assert.All(kitchen.App.Services.GetRequiredService<global::Rondo.Server.ServerLoops>().Connections, static count => Assert.InRange(count, 1, 8));
        var talks = people.Select((each, i) => each.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"say","text":"from {{i}}"}"""), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken));
        await Task.WhenAll(talks);
        var heard = new List<string[]>();
        foreach (var each in people)
        {
            var said = new List<string>();
            while (said.Count < people.Count)
            {
                if (await ReceiveAsync(each) is var text && text.Contains("said", StringComparison.Ordinal))
                    said.Add(text);
            }

            heard.Add([.. said]);
        }

        Assert.Equal(people.Select(static (_, i) => $$"""{"type":"said","from":"p{{i}}","text":"from {{i}}"}"""), heard[0].Order());
        Assert.All(heard, each => Assert.Equal(heard[0], each)); // in the same order for all
        people.ForEach(static each => each.Dispose());
        await Eventually.TrueAsync(() => kitchen.Client.GetStringAsync("/chat/stove/members").GetAwaiter().GetResult() == "[]");
    }

    private static async Task<ClientWebSocket> ConnectAsync(ServedKitchen kitchen, string name)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(kitchen.Address) { Scheme = "ws", Path = "/chat/stove", Query = $"name={name}" }.Uri, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken).AsTask().WaitAsync(Eventually.Patience);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            length += part.Count;
            if (part.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    private static Task EventuallyOnLoop(Func<Task<bool>> condition) => CancelScope.FailAfter(Eventually.Patience, async () =>
    {
        while (!await condition())
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
    });
}
