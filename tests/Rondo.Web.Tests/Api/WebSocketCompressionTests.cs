using System.Net.WebSockets;
using Rondo.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>permessage-deflate of sessions.</summary>
public class WebSocketCompressionTests
{
    private static readonly string s_text = string.Concat(Enumerable.Repeat("the same words again and again, ", 60));

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task It_is_agreed_on_when_both_sides_want_it(string driver)
    {
        Assert.Equal("permessage-deflate; server_max_window_bits=12; client_max_window_bits=15", await EchoAsync(driver, new(), offers: true));
        Assert.Equal(
            "permessage-deflate; server_no_context_takeover; server_max_window_bits=9; client_max_window_bits=15",
            await EchoAsync(driver, new() { WindowBits = 9, KeepContext = false }, offers: true));
        Assert.Equal("", await EchoAsync(driver, new(), offers: false));
        Assert.Equal("", await EchoAsync(driver, null, offers: true));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void A_window_that_no_compressor_has_is_refused(int bits)
    {
        var options = new SocketOptions { Compression = new SocketCompression { WindowBits = bits } };
        Assert.Equal(
            $"SocketCompression.WindowBits is {bits}: it has to be 9 to 15.", Assert.Throws<InvalidOperationException>(options.Validate).Message);
    }

    /// <summary>Echoes some messages, and returns the extensions that were agreed on.</summary>
    private static async Task<string> EchoAsync(string driver, SocketCompression? compression, bool offers)
    {
        await using var app = await SocketClient.Serve(driver, SocketClient.Echo, new SocketOptions { Compression = compression });
        using var client = await SocketClient.ConnectAsync(app, configure: options =>
        {
            options.CollectHttpResponseDetails = true;
            if (offers)
                options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        });
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($"{{\"type\":\"say\",\"text\":\"{s_text}{i}\"}}");
            Assert.Equal($"{{\"type\":\"said\",\"text\":\"{s_text}{i}\"}}", await client.ReceiveAsync());
        }

        await client.CloseAsync();
        return client.Socket.HttpResponseHeaders!.TryGetValue("Sec-WebSocket-Extensions", out var agreed) ? string.Join(", ", agreed) : "";
    }
}
