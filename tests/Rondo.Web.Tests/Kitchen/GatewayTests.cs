using System.Net.WebSockets;
using System.Text;
using Kitchen;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>The gateway forwards requests, streams and WebSockets; work for processors runs beside the loop.</summary>
public class GatewayTests
{
    [Theory]
    [MemberData(nameof(KitchenTests.Servers), MemberType = typeof(KitchenTests))]
    public async Task Requests_streams_and_sockets_pass(string driver, ServerChoice server)
    {
        await using var kitchen = await ServedKitchen.StartAsync(options => options with { Driver = driver, Server = server });
        await kitchen.Expect("/gateway/json", 200, "application/json; charset=utf-8", """{"message":"Hello, World!"}""");
        await kitchen.Expect("/gateway/echo/5?q=a%20b", 200, "application/json; charset=utf-8", """{"id":5,"q":"a b"}""");
        await kitchen.Expect("/gateway/nowhere", 404, "application/problem+json", """{"title":"Not Found","status":404}""");
        Assert.Equal("soup", (await kitchen.Client.PostJsonAsync("/gateway/orders", """{"dish":"soup"}""", 202)).GetProperty("dish").GetString());
        await using (var events = await kitchen.Client.GetStreamAsync("/gateway/events", TestContext.Current.CancellationToken))
        {
            using var reader = new StreamReader(events);
            for (var seen = 0; seen < 2;)
                seen += (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!.StartsWith("data:", StringComparison.Ordinal) ? 1 : 0;
        }

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{kitchen.Address.Authority}/gateway/chat/hall?name=ann"), TestContext.Current.CancellationToken);
        var buffer = new byte[1000];
        var joined = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Contains("joined", Encoding.UTF8.GetString(buffer, 0, joined.Count), StringComparison.Ordinal);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(ServerChoice.Rondo)]
    [InlineData(ServerChoice.Kestrel)]
    public async Task An_upstream_that_fails_is_a_502(ServerChoice server)
    {
        await using var kitchen = await ServedKitchen.StartAsync(options => options with { Server = server, Upstream = new Uri("http://127.0.0.1:1/") });
        Assert.StartsWith("http://127.0.0.1:1/ failed: ", (await kitchen.Client.GetJsonAsync("/gateway/json", 502)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task Primes_are_counted_beside_the_loop(string where)
    {
        await using var kitchen = await ServedKitchen.StartAsync();
        await kitchen.Expect($"/cpu/{where}/100", 200, "application/json; charset=utf-8", $$"""{"n":100,"primes":25,"where":"{{where}}"}""");
        await kitchen.Expect($"/cpu/{where}/2", 200, "application/json; charset=utf-8", $$"""{"n":2,"primes":0,"where":"{{where}}"}""");
        var counting = kitchen.Client.GetJsonAsync($"/cpu/{where}/20000000");
        await kitchen.Expect("/json", 200, "application/json; charset=utf-8", """{"message":"Hello, World!"}""");
        Assert.Equal(1_270_607, (await counting).GetProperty("primes").GetInt32());
        foreach (var n in new[] { "-1", "50000001", "x" })
            Assert.Equal(["/n"], (await kitchen.Client.GetJsonAsync($"/cpu/{where}/{n}", 422)).Pointers());
    }
}
