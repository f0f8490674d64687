using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;
using Rondo.Web.Tests.WebSockets;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Rows 22 to 27, through a served app that reads all and answers nothing.</summary>
public class WebSocketAttackTests
{
    private const string Handshake = "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static TheoryData<int, string> Breaches { get; } = new()
    {
        { 1002, Convert.ToHexString(Frames.Of(Frames.Text, "unmasked"u8, masked: false)) },
        { 1002, Convert.ToHexString(Frames.Of(Frames.Text, "rsv1"u8, bits: 0x40)) },
        { 1002, Convert.ToHexString(Frames.Of(Frames.Text, "rsv2"u8, bits: 0x20)) },
        { 1002, Convert.ToHexString(Frames.Of(Frames.Text, "rsv3"u8, bits: 0x10)) },
        { 1002, Convert.ToHexString(Frames.Of(3, "opcode"u8)) },
        { 1002, Convert.ToHexString(Frames.Of(11, "opcode"u8)) },
        { 1002, Convert.ToHexString(Frames.Of(Frames.Ping, new byte[126])) },
        { 1002, Convert.ToHexString(Frames.Of(Frames.Ping, "x"u8, fin: false)) },
        { 1002, Convert.ToHexString(Frames.Of(Frames.Continuation, "x"u8)) },
        { 1002, Convert.ToHexString([.. Frames.Of(Frames.Text, "x"u8, fin: false), .. Frames.Of(Frames.Text, "y"u8)]) },
        { 1002, Convert.ToHexString(Frames.Of(Frames.Text, "long"u8, lengthBytes: 8)) },
        { 1002, Convert.ToHexString(Frames.Of(Frames.Close, [3])) },
        { 1002, Convert.ToHexString(Frames.CloseOf(1006)) },
        { 1007, Convert.ToHexString(Frames.Of(Frames.Text, [0xC3, 0x28])) },
        { 1007, Convert.ToHexString(Frames.Of(Frames.Text, [0xC3])) },
        { 1007, Convert.ToHexString(Frames.Of(Frames.Text, [0xED, 0xA0, 0x80])) },
        { 1007, Convert.ToHexString(Frames.CloseOf(1000, [0xFF])) },
    };

    [Fact]
    public async Task Row_22_An_upgrade_with_too_many_headers_is_refused_and_the_next_is_served()
    {
        await using var app = await StartAsync();
        await using var client = await app.ConnectAsync();
        var many = string.Concat(Enumerable.Range(0, 101).Select(static i => $"X-{i}: a\r\n"));
        await client.WriteAsync(Encoding.ASCII.GetBytes(Handshake + many + "\r\n"));
        Assert.StartsWith("HTTP/1.1 431 ", await RawHttp.ReadResponseAsync(client).WaitAsync(s_patience), StringComparison.Ordinal);
        await using var next = await OpenAsync(app);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t")]
    [InlineData("a,")]
    [InlineData(", ")]
    [InlineData("a b")]
    public async Task Row_23_A_flood_in_the_subprotocols_takes_no_time(string flood)
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await using var client = await app.ConnectAsync();
            await client.WriteAsync(Encoding.ASCII.GetBytes($"{Handshake}Sec-WebSocket-Protocol: a{string.Concat(Enumerable.Repeat(flood, 30_000 / flood.Length))}b\r\n\r\n"));
            Assert.Matches("^HTTP/1.1 (101|400) ", await RawHttp.ReadResponseAsync(client).WaitAsync(s_patience));
        }
    }

    [Fact]
    public async Task Row_24_What_inflates_beyond_the_limit_is_stopped_while_it_inflates()
    {
        long seen = 0;
        await using var app = await StartAsync(bytes => seen += bytes);
        await using var client = await OpenAsync(app, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
        // 50 MB in as many kilobytes.
        var bomb = Frames.Of(Frames.Binary, Frames.Deflated(new byte[50_000_000]), bits: Frames.Compressed);
        Assert.True(bomb.Length < 60_000);
        await client.WriteAsync(bomb);
        Assert.Equal(1009, await CloseCodeAsync(client));
        Assert.InRange(Volatile.Read(ref seen), 0, 1024 * 1024);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Row_25_A_flood_of_fragments_ends_the_connection(int length)
    {
        await using var app = await StartAsync();
        await using var client = await OpenAsync(app);
        var flood = new List<byte>(Frames.Of(Frames.Binary, [], fin: false));
        var fragment = Frames.Of(Frames.Continuation, new byte[length], fin: false);
        for (var i = 0; i < 2000; i++)
            flood.AddRange(fragment);
        await client.WriteAsync(flood.ToArray());
        Assert.Equal(1008, await CloseCodeAsync(client));
    }

    /// <summary>Text of an attacker's beside a secret in one compressed message tells the secret by its length (CRIME, BREACH).</summary>
    [Fact]
    public async Task Nothing_is_compressed_unless_the_app_asks_for_it()
    {
        await using var app = await SocketClient.Serve(AvailableDrivers.All[0], SocketClient.Echo);
        await using var client = await app.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(Handshake.Replace("/ws", "/", StringComparison.Ordinal) + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
        var answer = await RawHttp.ReadResponseAsync(client).WaitAsync(s_patience);
        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Row_26_A_page_of_another_site_is_refused()
    {
        await using var app = await ServedApp.StartAsync(AvailableDrivers.All[0], static app =>
        {
            app.UseWebSockets(new WebSocketOptions { AllowedOrigins = { "https://good.example" } });
            app.Run(static context => ReadAllAsync(context, null));
        });
        foreach (var (origin, expected) in new[] { ("https://evil.example", "403"), ("null", "403"), ("https://good.example.evil.example", "403"), ("https://good.example", "101") })
        {
            await using var client = await app.ConnectAsync();
            await client.WriteAsync(Encoding.ASCII.GetBytes($"{Handshake}Origin: {origin}\r\n\r\n"));
            Assert.StartsWith($"HTTP/1.1 {expected} ", await RawHttp.ReadResponseAsync(client).WaitAsync(s_patience), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task Row_27_What_breaks_the_protocol_is_told_and_ended(int code, string frames)
    {
        await using var app = await StartAsync();
        await using var client = await OpenAsync(app);
        await client.WriteAsync(Convert.FromHexString(frames));
        Assert.Equal(code, await CloseCodeAsync(client));
    }

    private static Task<ServedApp> StartAsync(Action<int>? see = null) => ServedApp.StartAsync(AvailableDrivers.All[0], app =>
    {
        app.UseWebSockets();
        app.Run(context => ReadAllAsync(context, see));
    });

    private static async Task ReadAllAsync(HttpContext context, Action<int>? see)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { DangerousEnableCompression = true });
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), default) is { MessageType: not WebSocketMessageType.Close } message)
                see?.Invoke(message.Count);
        }
        catch (WebSocketException)
        {
            // It broke the protocol, and has been told.
        }
    }

    private static async Task<NetworkStream> OpenAsync(ServedApp app, string headers = "")
    {
        var client = await app.ConnectAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes($"{Handshake}{headers}\r\n"));
        Assert.StartsWith("HTTP/1.1 101 ", await RawHttp.ReadResponseAsync(client).WaitAsync(s_patience), StringComparison.Ordinal);
        return client;
    }

    /// <summary>The code of the close frame, after which nothing else comes.</summary>
    private static async Task<int> CloseCodeAsync(NetworkStream client)
    {
        using var bytes = new MemoryStream();
        try
        {
            await client.CopyToAsync(bytes).WaitAsync(s_patience);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset } && bytes.Length > 0)
        {
            // What the server did not want to read made its end a reset.
        }

        var frame = bytes.ToArray();
        Assert.Equal(0x88, frame[0]);
        Assert.Equal(frame.Length, 2 + frame[1]);
        return (frame[2] << 8) | frame[3];
    }
}
