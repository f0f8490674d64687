using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Attacks;

/// <summary>TLS is Kestrel's: its limits hold on Rondo's connections.</summary>
public sealed class TlsAttackTests : IDisposable
{
    private readonly X509Certificate2 _certificate = ServedApp.Certificate();

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("1603010200")]
    [InlineData("16030102000100")]
    [InlineData("474554202F20485454502F312E310D0A")]
    public async Task A_handshake_that_does_not_go_on_is_given_up(string start)
    {
        await using var app = await StartAsync(static https => https.HandshakeTimeout = TimeSpan.FromSeconds(1));
        await using var client = await app.ConnectAsync();
        await client.WriteAsync(Convert.FromHexString(start));
        _ = await client.ReadAllAsync(); // an alert, or nothing; and the end
        client.Dispose();
        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() == 0);
        Assert.Equal("200", await AskAsync(app, SslProtocols.None));
    }

    [Fact]
    public async Task A_connection_that_has_not_begun_its_handshake_takes_a_place()
    {
        await using var app = await StartAsync(null, static limits => limits.MaxConcurrentConnections = 1);
        await using var silent = await app.ConnectAsync();
        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() == 1);
        await using (var second = await app.ConnectAsync())
            Assert.Equal("", await second.ReadAllAsync());
        silent.Dispose();
        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() == 0);
        Assert.Equal("200", await AskAsync(app, SslProtocols.None));
    }

    [Fact]
    public async Task Only_the_configured_versions_are_spoken()
    {
        await using var app = await StartAsync(static https => https.SslProtocols = SslProtocols.Tls13);
        Assert.Equal("200", await AskAsync(app, SslProtocols.Tls13));
        Assert.Equal("refused", await AskAsync(app, SslProtocols.Tls12));
    }

    [Fact]
    public async Task The_versions_that_are_broken_are_refused_without_being_configured()
    {
        await using var app = await StartAsync();
#pragma warning disable SYSLIB0039, CA5397 // what is tested is that they are refused
        foreach (var broken in new[] { SslProtocols.Tls, SslProtocols.Tls11 })
            Assert.Equal("refused", await AskAsync(app, broken));
#pragma warning restore SYSLIB0039, CA5397
        Assert.Equal("200", await AskAsync(app, SslProtocols.Tls12));
    }

    [Fact]
    public async Task The_certificate_is_chosen_by_the_name_that_the_client_sends()
    {
        var asked = new List<string?>();
        await using var app = await StartAsync(https =>
        {
            https.ServerCertificate = null;
            https.ServerCertificateSelector = (_, name) =>
            {
                asked.Add(name);
                return name == "unknown.example" ? null : _certificate;
            };
        });
        Assert.Equal("200", await AskAsync(app, SslProtocols.None, "known.example"));
        Assert.Equal("refused", await AskAsync(app, SslProtocols.None, "unknown.example"));
        Assert.Equal(["known.example", "unknown.example"], asked);
    }

    private Task<ServedApp> StartAsync(Action<HttpsConnectionAdapterOptions>? configure = null, Action<KestrelServerLimits>? limit = null) => ServedApp.StartAsync(
        AvailableDrivers.All[0],
        static app => app.MapGet("/", static () => "yes"),
        build: builder => builder.WebHost.ConfigureKestrel(kestrel => limit?.Invoke(kestrel.Limits)),
        listen: endpoint => endpoint.UseHttps(https =>
        {
            https.ServerCertificate = _certificate;
            configure?.Invoke(https);
        }));

    /// <returns>The status, or that there was no handshake.</returns>
    private static async Task<string> AskAsync(ServedApp app, SslProtocols protocols, string name = "localhost")
    {
        await using var stream = new SslStream(await app.ConnectAsync(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name, EnabledSslProtocols = protocols });
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray());
            using var reader = new StreamReader(stream);
            return (await reader.ReadToEndAsync().WaitAsync(Eventually.Patience))[9..12];
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return "refused";
        }
    }
}
