using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Rondo.Http;
using Rondo.IO;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>Tunnels through a proxy over a loop's sockets, and proxies that the environment names.</summary>
public class HttpProxyTests
{
    [LoopTheory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task TLS_goes_through_a_tunnel(string version)
    {
        var loop = EventLoop.Current;
        using var certificate = Server.ServedApp.Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate)));
        await using var app = builder.Build();
        app.MapPost("/", static async (HttpRequest request) => $"{request.Protocol} {request.Host} {(await new StreamReader(request.Body).ReadToEndAsync()).Length}");
        await app.StartAsync();
        using var proxy = new TunnelProxy(new Uri(app.Urls.First()).Port);
        using var clients = new LoopHttpClients(new HttpClientOptions
        {
            ConfigureSockets = sockets =>
            {
                sockets.Proxy = new WebProxy(proxy.Url);
                sockets.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
            },
        });
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(proxy.RunAsync);
            for (var i = 0; i < 3; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("https://shop.invalid/"))
                {
                    Version = Version.Parse(version),
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    Content = new StringContent(new string('x', 300_000)),
                };
                using var response = await clients.Current.SendAsync(request);
                Assert.Equal($"HTTP/{version.Replace(".0", "", StringComparison.Ordinal)} shop.invalid 300000", await response.Content.ReadAsStringAsync());
                Assert.Same(loop, EventLoop.TryCurrent);
            }

            Assert.StartsWith("CONNECT shop.invalid:443 HTTP/1.1\r\n", Assert.Single(proxy.Heads), StringComparison.Ordinal);
            group.Cancel("the test has ended");
        });
        await app.StopAsync();
    }

    [LoopTheory, Trait("Speed", "Slow")]
    [InlineData("http_proxy", "http://shop.invalid/", "proxied")]
    [InlineData("HTTP_PROXY", "http://shop.invalid/", "proxied")]
    [InlineData("all_proxy", "http://shop.invalid/", "proxied")]
    [InlineData("ALL_PROXY", "http://shop.invalid/", "proxied")]
    [InlineData("https_proxy", "http://shop.invalid/", "NameResolutionError")]
    [InlineData("https_proxy", "https://shop.invalid/", "ProxyTunnelError")]
    [InlineData("HTTPS_PROXY", "https://shop.invalid/", "ProxyTunnelError")]
    [InlineData("all_proxy", "https://shop.invalid/", "ProxyTunnelError")]
    [InlineData("http_proxy", "https://shop.invalid/", "NameResolutionError")]
    [InlineData("http_proxy no_proxy=shop.invalid", "http://shop.invalid/", "NameResolutionError")]
    [InlineData("HTTP_PROXY NO_PROXY=.invalid", "http://shop.invalid/", "NameResolutionError")]
    [InlineData("http_proxy no_proxy=other.invalid", "http://shop.invalid/", "proxied")]
    public async Task The_environment_names_the_proxy(string variables, string address, string answer) => await ScriptedServer.RunAsync(
        static head => head.StartsWith("CONNECT", StringComparison.Ordinal)
            ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray()
            : ScriptedServer.Text("proxied"),
        static (_, _) => { },
        async (_, server) =>
        {
            var words = variables.Split(' ', '=');
            var environment = new Dictionary<string, string?>();
            foreach (var name in new[] { "http_proxy", "https_proxy", "all_proxy", "no_proxy" })
                environment[name] = environment[name.ToUpperInvariant()] = null;
            environment[words[0]] = server.Url.ToString();
            if (words.Length > 1)
                environment[words[1]] = words[2];
            var result = await ChildProcess.RunAsync(
                "dotnet",
                ["exec", Path.Combine(AppContext.BaseDirectory, "Rondo.Starts.dll"), "proxy", address],
                new ChildProcessOptions { Environment = environment });
            Assert.Equal(answer + "\n", result.EnsureSuccess().Output);
            Assert.Equal(answer == "NameResolutionError" ? 0 : 1, server.Heads.Count);
        });
}
