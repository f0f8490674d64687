using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

public class WebSocketHandshakeTests(IdleLoop idle) : IClassFixture<IdleLoop>
{
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    [Fact]
    public void The_key_of_the_rfc_gets_its_answer() => Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.AcceptKey(Key));

    [Theory]
    [InlineData("GET", "websocket", "Upgrade", "13", Key, nameof(HandshakeOutcome.Good))]
    [InlineData("GET", "WebSocket", "keep-alive,  upgrade ", "13", Key, nameof(HandshakeOutcome.Good))]
    [InlineData("GET", "h2c, websocket", "UPGRADE", "8, 13", Key, nameof(HandshakeOutcome.Good))]
    [InlineData("POST", "websocket", "Upgrade", "13", Key, nameof(HandshakeOutcome.NotAWebSocket))]
    [InlineData("GET", "websockets", "Upgrade", "13", Key, nameof(HandshakeOutcome.NotAWebSocket))]
    [InlineData("GET", "", "Upgrade", "13", Key, nameof(HandshakeOutcome.NotAWebSocket))]
    [InlineData("GET", "websocket", "close", "13", Key, nameof(HandshakeOutcome.NotAWebSocket))]
    [InlineData("GET", "websocket", "Upgrade", "8", Key, nameof(HandshakeOutcome.OtherVersion))]
    [InlineData("GET", "websocket", "Upgrade", "", Key, nameof(HandshakeOutcome.OtherVersion))]
    [InlineData("GET", "websocket", "Upgrade", "13", "", nameof(HandshakeOutcome.BadKey))]
    [InlineData("GET", "websocket", "Upgrade", "13", "dGhlIHNhbXBsZSBub25jZQ", nameof(HandshakeOutcome.BadKey))]
    [InlineData("GET", "websocket", "Upgrade", "13", "dGhlIHNhbXBsZSBub25jZTE=", nameof(HandshakeOutcome.BadKey))]
    [InlineData("GET", "websocket", "Upgrade", "13", "dGhlIHNhbXBsZSBub25j  ==", nameof(HandshakeOutcome.BadKey))]
    [InlineData("GET", "websocket", "Upgrade", "13", "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==", nameof(HandshakeOutcome.BadKey))]
    [InlineData("GET", "websocket", "Upgrade", "13", "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ==", nameof(HandshakeOutcome.BadKey))]
    public void What_a_request_is(string method, string upgrade, string connection, string version, string key, string expected)
    {
        IHeaderDictionary headers = new HeaderDictionary { ["Upgrade"] = upgrade, ["Connection"] = connection, ["Sec-WebSocket-Version"] = version, ["Sec-WebSocket-Key"] = key };
        Assert.Equal(expected, WebSocketHandshake.Check(method, headers).ToString());
    }

    [Fact]
    public void Two_keys_are_none() =>
        Assert.Equal(HandshakeOutcome.BadKey, WebSocketHandshake.Check("GET", new HeaderDictionary { ["Upgrade"] = "websocket", ["Connection"] = "Upgrade", ["Sec-WebSocket-Version"] = "13", ["Sec-WebSocket-Key"] = new([Key, Key]) }));

    [Fact]
    public async Task The_middleware_keeps_its_checks_and_its_options_and_ours_accepts()
    {
        var options = new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(7), KeepAliveTimeout = TimeSpan.FromSeconds(8), AllowedOrigins = { "https://good.example" } };
        var (context, upgrade) = Request();
        context.Request.Headers.Origin = "https://good.example";
        WebSocket? socket = null;
        await Through(options, upgrade, async context => socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { SubProtocol = "chat", DangerousEnableCompression = true, ServerMaxWindowBits = 10 }))(context);
        Assert.IsType<LoopWebSocket>(socket);
        Assert.Equal("chat", socket.SubProtocol);
        Assert.Equal(
            ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10; client_max_window_bits=15"],
            context.Response.Headers.Select(static each => $"{each.Key}: {each.Value}"));
        Assert.Equal(1, upgrade.Upgrades);
        // The options that only the middleware knows: the fallback would be two minutes.
        Assert.Equal((TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8)), ((LoopWebSocketFeature)context.Features.Get<IHttpWebSocketFeature>()!).KeepAlive);

        (context, upgrade) = Request();
        context.Request.Headers.Origin = "https://evil.example";
        await Through(options, upgrade, _ => throw new InvalidOperationException("reached"))(context);
        Assert.Equal((403, 0), (context.Response.StatusCode, upgrade.Upgrades));
    }

    [Fact]
    public async Task Compression_is_off_unless_the_app_turns_it_on()
    {
        var (context, upgrade) = Request();
        await Through(new WebSocketOptions(), upgrade, Accept)(context);
        Assert.False(context.Response.Headers.ContainsKey("Sec-WebSocket-Extensions"));
        Assert.Equal(1, upgrade.Upgrades);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version", "8", 426)]
    [InlineData("Sec-WebSocket-Key", "short", 400)]
    public async Task A_bad_handshake_has_a_status(string header, string value, int status)
    {
        var (context, upgrade) = Request();
        context.Request.Headers[header] = value;
        var failure = await Assert.ThrowsAsync<BadHttpRequestException>(() => Through(new WebSocketOptions(), upgrade, Accept)(context));
        Assert.Equal((status, 0), (failure.StatusCode, upgrade.Upgrades));
        Assert.Equal(status == 426 ? "13" : "", context.Response.Headers.SecWebSocketVersion.ToString());
    }

    [Fact]
    public async Task A_request_for_no_websocket_is_not_accepted()
    {
        var (context, upgrade) = Request();
        context.Request.Headers.Upgrade = "h2c";
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Through(new WebSocketOptions(), upgrade, Accept)(context));
        Assert.Equal("The request is none for a WebSocket: ask HttpContext.WebSockets.IsWebSocketRequest before accepting it.", failure.Message);
    }

    [Fact]
    public async Task A_subprotocol_that_is_no_token_does_not_get_into_the_response()
    {
        var (context, upgrade) = Request();
        await Assert.ThrowsAsync<ArgumentException>(() => Through(new WebSocketOptions(), upgrade, static async context => await context.WebSockets.AcceptWebSocketAsync("a\r\nX: y"))(context));
        Assert.Equal(0, upgrade.Upgrades);
        Assert.Empty(context.Response.Headers);
    }

    private static async Task Accept(HttpContext context) => await context.WebSockets.AcceptWebSocketAsync();

    private (HttpContext Context, FakeUpgrade Upgrade) Request()
    {
        var upgrade = new FakeUpgrade(idle.Loop);
        var context = new DefaultHttpContext { Request = { Method = "GET" } };
        context.Features.Set<IHttpUpgradeFeature>(upgrade);
        context.Request.Headers.Upgrade = "websocket";
        context.Request.Headers.Connection = "Upgrade";
        context.Request.Headers.SecWebSocketVersion = "13";
        context.Request.Headers.SecWebSocketKey = Key;
        context.Request.Headers.SecWebSocketExtensions = "permessage-deflate; client_max_window_bits";
        return (context, upgrade);
    }

    /// <summary>The middleware in front of an app, whose feature is replaced as the server does it.</summary>
    private static RequestDelegate Through(WebSocketOptions options, FakeUpgrade upgrade, RequestDelegate app) =>
        new WebSocketMiddleware(
            context =>
            {
                context.Features.Set(LoopWebSocketFeature.Wrap(context.Features.Get<IHttpWebSocketFeature>()!, context.Features, upgrade));
                return app(context);
            },
            Options.Create(options),
            NullLoggerFactory.Instance).Invoke;
}
