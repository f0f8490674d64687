using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>The features of the BCL's handler work over a loop's sockets: proxies, cookies, decompression, HTTP/2.</summary>
public class HttpFeatureTests
{
    [LoopFact]
    public async Task A_proxy_gets_requests_with_the_whole_address() => await ScriptedServer.RunAsync(
        static _ => ScriptedServer.Text("from the proxy"),
        static (options, server) => options.ConfigureSockets = sockets => sockets.Proxy = new WebProxy(server.Url),
        static async (client, server) =>
        {
            Assert.Equal("from the proxy", await client.GetStringAsync(new Uri("http://shop.invalid/price")));
            Assert.StartsWith("GET http://shop.invalid/price HTTP/1.1\r\n", server.Heads[0], StringComparison.Ordinal);
        });

    [LoopFact]
    public async Task A_proxy_gets_CONNECT_for_TLS_and_its_refusal_is_the_error() => await ScriptedServer.RunAsync(
        static _ => "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
        static (options, server) => options.ConfigureSockets = sockets => sockets.Proxy = new WebProxy(server.Url),
        static async (client, server) =>
        {
            var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("https://shop.invalid/price")));
            Assert.Equal(HttpRequestError.ProxyTunnelError, thrown.HttpRequestError);
            Assert.StartsWith("CONNECT shop.invalid:443 HTTP/1.1\r\n", server.Heads[0], StringComparison.Ordinal);
        });

    /// <summary>The handler opens tunnels with a request of its own, which nothing connects with the call.</summary>
    [LoopFact]
    public async Task A_tunnel_whose_other_end_is_silent_names_the_first_byte() => await ScriptedServer.RunAsync(
        static head => head.StartsWith("CONNECT", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\n\r\n"u8.ToArray() : [],
        static (options, server) =>
        {
            options.Timeout = TimeSpan.FromMilliseconds(300);
            options.ConfigureSockets = sockets => sockets.Proxy = new WebProxy(server.Url);
        },
        static async (client, _) =>
        {
            var thrown = await Assert.ThrowsAsync<HttpTimeoutException>(() => client.GetAsync(new Uri("https://shop.invalid/price")));
            Assert.Equal(HttpPhase.FirstByte, thrown.Phase);
        });

    [LoopFact]
    public async Task Cookies_are_kept_and_sent() => await ScriptedServer.RunAsync(
        static _ => ScriptedServer.Text("ok", "Set-Cookie: basket=7\r\n"),
        static (options, server) => (options.BaseAddress, options.ConfigureSockets) = (server.Url, static sockets => sockets.CookieContainer = new CookieContainer()),
        static async (client, server) =>
        {
            await client.GetStringAsync("/");
            await client.GetStringAsync("/");
            Assert.DoesNotContain("Cookie:", server.Heads[0], StringComparison.Ordinal);
            Assert.Contains("Cookie: basket=7\r\n", server.Heads[1], StringComparison.Ordinal);
        });

    [LoopTheory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Responses_are_decompressed(string encoding) => await ScriptedServer.RunAsync(
        _ => Compressed(encoding, "many words, many words"),
        static (options, server) => (options.BaseAddress, options.ConfigureSockets) =
            (server.Url, static sockets => sockets.AutomaticDecompression = DecompressionMethods.All),
        static async (client, server) =>
        {
            Assert.Equal("many words, many words", await client.GetStringAsync("/"));
            Assert.Contains("Accept-Encoding: gzip, deflate, br", server.Heads[0], StringComparison.Ordinal);
        });

    [LoopTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HTTP_2_works_with_every_option_on(bool isSecure)
    {
        using var certificate = Server.ServedApp.Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http2;
            if (isSecure)
                endpoint.UseHttps(certificate);
        }));
        await using var app = builder.Build();
        app.MapGet("/", static (HttpContext http) => http.Request.Protocol);
        await app.StartAsync();
        using var clients = new LoopHttpClients(new HttpClientOptions
        {
            BaseAddress = new Uri(app.Urls.First()),
            Retry = new HttpRetryOptions(),
            CircuitBreaker = new HttpCircuitBreakerOptions(),
            Hedging = new HttpHedgingOptions(),
            MaxConcurrentCalls = 20,
            ConfigureSockets = static sockets => sockets.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        });
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 20; i++)
                group.Start(() => AskAsync(clients.Current));
            return Task.CompletedTask;
        });
        await app.StopAsync();
    }

    private static async Task AskAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await client.SendAsync(request);
        Assert.Equal("HTTP/2", await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpVersion.Version20, response.Version);
    }

    private static byte[] Compressed(string encoding, string text)
    {
        using var body = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(body, CompressionMode.Compress, leaveOpen: true),
            "br" => new BrotliStream(body, CompressionMode.Compress, leaveOpen: true),
            _ => new ZLibStream(body, CompressionMode.Compress, leaveOpen: true),
        })
            stream.Write(Encoding.ASCII.GetBytes(text));
        return [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body.ToArray()];
    }
}
