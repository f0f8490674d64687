using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.HostFiltering;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Attacks;

/// <summary>A page whose domain's owner lets its name mean this machine: its origin is the same as the request's host, and yet not ours.</summary>
public class RebindingTests
{
    [Theory]
    // Rebound names, in every spelling that browsers send.
    [InlineData("evil.example", "http://evil.example", 403)]
    [InlineData("evil.example:{port}", "http://evil.example:{port}", 403)]
    [InlineData("evil.example", "http://evil.example:80", 403)]
    [InlineData("EVIL.example", "http://evil.EXAMPLE", 403)]
    [InlineData("evil.example.", "http://evil.example.", 403)]
    [InlineData("xn--bse-sna.example", "http://xn--bse-sna.example", 403)]
    [InlineData("localhost.evil.example", "http://localhost.evil.example", 403)]
    [InlineData("notlocalhost", "http://notlocalhost", 403)]
    [InlineData("127.0.0.1.evil.example", "http://127.0.0.1.evil.example", 403)]
    [InlineData("127.0.0.1.nip.io:{port}", "http://127.0.0.1.nip.io:{port}", 403)]
    // The machine's own.
    [InlineData("localhost", "http://localhost", 101)]
    [InlineData("localhost:{port}", "http://localhost:{port}", 101)]
    [InlineData("localhost", "http://localhost:80", 101)]
    [InlineData("localhost:80", "http://localhost", 101)]
    [InlineData("LOCALHOST", "http://localhost", 101)]
    [InlineData("localhost.", "http://localhost.", 101)]
    [InlineData("app.localhost", "http://app.localhost", 101)]
    [InlineData("127.0.0.1:{port}", "http://127.0.0.1:{port}", 101)]
    [InlineData("127.0.0.2", "http://127.0.0.2", 101)]
    [InlineData("[::1]:{port}", "http://[::1]:{port}", 101)]
    [InlineData("192.168.1.5", "http://192.168.1.5", 101)]
    // By TLS the page's server had a certificate for the name.
    [InlineData("shop.example", "https://shop.example", 101)]
    // Other origins and ports, as ever.
    [InlineData("localhost", "http://localhost:8080", 403)]
    [InlineData("localhost:{port}", "http://localhost", 403)]
    [InlineData("localhost", "http://127.0.0.1", 403)]
    [InlineData("localhost", "null", 403)]
    [InlineData("localhost", "", 403)]
    [InlineData("localhost", "http://evil.example", 403)]
    [InlineData("localhost", "file://", 403)]
    [InlineData("localhost", "http://localhost@evil.example", 403)]
    [InlineData("localhost", null, 101)]
    [InlineData("evil.example", null, 101)]
    public async Task A_host_on_the_loopback_is_believed_if_it_is_an_address_or_the_machines_own_name(string host, string? origin, int status)
    {
        foreach (var onKestrel in new[] { false, true })
        {
            await using var app = await StartAsync(onKestrel);
            Assert.Equal(status, await StatusAsync(app, host, origin));
        }
    }

    [Theory]
    [InlineData("app.example", "http://app.example", 101)]
    [InlineData("app.example:{port}", "http://app.example:{port}", 101)]
    [InlineData("sub.wild.example", "http://sub.wild.example", 101)]
    [InlineData("wild.example", "http://wild.example", 403)]
    [InlineData("evil.example", "http://evil.example", 403)]
    public async Task A_name_that_AllowedHosts_lists_is_believed_and_a_star_is_no_name(string host, string origin, int status)
    {
        await using var app = await StartAsync(onKestrel: false, builder => builder.Services.Configure<HostFilteringOptions>(static options => options.AllowedHosts = ["*", "app.example", "*.wild.example"]));
        Assert.Equal(status, await StatusAsync(app, host, origin));
    }

    [Fact]
    public async Task An_origin_that_the_endpoint_lists_needs_no_host()
    {
        await using var app = await StartAsync(onKestrel: false, options: new SocketOptions { AllowedOrigins = ["http://app.example"] });
        Assert.Equal(101, await StatusAsync(app, "app.example", "http://app.example"));
        Assert.Equal(403, await StatusAsync(app, "evil.example", "http://evil.example"));
    }

    [Theory]
    [InlineData("X-Forwarded-For: 192.0.2.1")]
    [InlineData("Forwarded: for=192.0.2.1")]
    [InlineData("X-Real-IP: 192.0.2.1")]
    [InlineData("Via: 1.1 proxy")]
    public async Task Behind_a_proxy_that_says_so_names_are_believed(string header)
    {
        await using var app = await StartAsync(onKestrel: false);
        Assert.Equal(101, await StatusAsync(app, "app.example", "http://app.example", header + "\r\n"));
    }

    [Fact]
    public async Task The_refusal_says_what_to_list()
    {
        await using var app = await StartAsync(onKestrel: false);
        Assert.Contains(
            "Pages of 'http://evil.example' may not open this WebSocket: anybody can make a name that means this machine (DNS rebinding). Its server lists its own names in AllowedHosts, or the origins that may in SocketOptions.AllowedOrigins.",
            await AnswerAsync(app, "evil.example", "http://evil.example", until: "AllowedOrigins."),
            StringComparison.Ordinal);
    }

    private static Task<AnyServer> StartAsync(bool onKestrel, Action<WebApplicationBuilder>? build = null, SocketOptions? options = null) => AnyServer.StartAsync(
        onKestrel,
        app =>
        {
            app.UseSimpleProblems();
            app.UseWebSockets();
            app.MapGet("/", context => SocketEndpoint.RunAsync(context, options, ChatJson.Default.ClientMessage, ChatJson.Default.ServerMessage, null, SocketClient.Echo));
        },
        build: build);

    private static async Task<int> StatusAsync(AnyServer app, string host, string? origin, string headers = "") =>
        int.Parse((await AnswerAsync(app, host, origin, headers)).AsSpan("HTTP/1.1 ".Length, 3), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> AnswerAsync(AnyServer app, string host, string? origin, string headers = "", string until = "\r\n\r\n")
    {
        var server = app.EndPoint;
        var text = $"GET / HTTP/1.1\r\nHost: {host}\r\n{(origin is null ? "" : $"Origin: {origin}\r\n")}{headers}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        using var client = new TcpClient();
        await client.ConnectAsync(server);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text.Replace("{port}", $"{server.Port}", StringComparison.Ordinal)));
        var (answer, buffer) = (new StringBuilder(), new byte[4096]);
        while (!answer.ToString().Contains(until, StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Eventually.Patience);
            Assert.NotEqual(0, read);
            answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }
}
