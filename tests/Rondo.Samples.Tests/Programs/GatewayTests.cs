using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Rondo.Samples.Tests.Programs;

public class GatewayTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task Requests_streams_and_web_sockets_pass_and_a_client_that_leaves_ends_the_call()
    {
        var left = new TaskCompletionSource();
        await using var upstream = await TestService.StartAsync(app =>
        {
            app.MapPost("/echo", static async (HttpRequest request) => $"{request.Headers["X-Forwarded-Prefix"]} {await new StreamReader(request.Body).ReadToEndAsync()} {request.QueryString}");
            app.MapGet("/stream", async (HttpContext http) =>
            {
                await http.Response.WriteAsync("first\n");
                await http.Response.Body.FlushAsync();
                http.RequestAborted.Register(left.SetResult);
                await left.Task;
            });
            app.Map("/socket", static async (HttpContext http) =>
            {
                using var socket = await http.WebSockets.AcceptWebSocketAsync();
                var buffer = new byte[100];
                var received = await socket.ReceiveAsync(buffer, http.RequestAborted);
                await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, true, http.RequestAborted);
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
            });
        });
        await using var gateway = await SampleServer.StartAsync("Gateway", $"--routes:shop={TestService.AddressOf(upstream)}", "--routes:gone=http://127.0.0.1:1");
        var token = TestContext.Current.CancellationToken;
        using var response = await gateway.Client.PostAsync("/shop/echo?a=1", new StringContent("tea"), token);
        Assert.Equal("/shop tea ?a=1", await response.Content.ReadAsStringAsync(token));
        await gateway.GetAsync("/gone/x", 502);
        using var unknown = await gateway.Client.GetAsync("/nowhere", token);
        Assert.Equal(404, (int)unknown.StatusCode);

        using (var socket = new ClientWebSocket())
        {
            await socket.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/shop/socket"), token);
            await socket.SendAsync("soup"u8.ToArray(), WebSocketMessageType.Text, true, token);
            var buffer = new byte[100];
            var received = await socket.ReceiveAsync(buffer, token);
            Assert.Equal("soup", Encoding.UTF8.GetString(buffer, 0, received.Count));
        }

        using (var stream = await gateway.Client.GetStreamAsync("/shop/stream", token))
        using (var reader = new StreamReader(stream))
            Assert.Equal("first", await reader.ReadLineAsync(token));
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), token);
        Assert.Equal(0, await gateway.StopAsync());
    }
}
