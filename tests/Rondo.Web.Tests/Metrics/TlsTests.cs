using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Metrics;

/// <summary>Under TLS, whose handshake is Kestrel's, a request sees and measures the same on Rondo as on stock Kestrel.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly string[] s_instruments =
    [
        "kestrel.active_connections", "kestrel.connection.duration", "kestrel.rejected_connections", "kestrel.upgraded_connections", "kestrel.queued_requests",
        "kestrel.tls_handshake.duration", "kestrel.active_tls_handshakes", "http.server.request.duration", "http.server.active_requests",
    ];

    private readonly X509Certificate2 _certificate = ServedApp.Certificate();

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Client_certificates_are_asked_for_and_seen_as_on_Kestrel(string driver)
    {
        foreach (var mode in Enum.GetValues<ClientCertificateMode>())
        {
            await using var kestrel = await StartAsync(null, mode);
            await using var rondo = await StartAsync(driver, mode);
            foreach (var protocol in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
            {
                foreach (var sends in new[] { true, false })
                {
                    var expected = await AskAsync(kestrel, protocol, sends, "/tls");
                    Assert.Equal($"{mode} {protocol} {sends} {expected}", $"{mode} {protocol} {sends} {await AskAsync(rondo, protocol, sends, "/tls")}");
                    if (sends && mode is ClientCertificateMode.RequireCertificate or ClientCertificateMode.AllowCertificate)
                        Assert.True(expected.Contains("(CN=localhost, CN=localhost) CN=localhost", StringComparison.Ordinal), expected);
                    if (!sends && mode == ClientCertificateMode.RequireCertificate)
                        Assert.DoesNotContain("200 OK", expected, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Connections_under_TLS_measure_what_Kestrel_measures(string driver)
    {
        await using var kestrel = await StartAsync(null, ClientCertificateMode.NoCertificate);
        await using var rondo = await StartAsync(driver, ClientCertificateMode.NoCertificate);
        var differences = new List<string>();
        foreach (var path in new[] { "/", "/fail", "/late", "/abort", "/tagged", "/nothing" })
        {
            var (expected, actual) = (await MeasureAsync(kestrel, path), await MeasureAsync(rondo, path));
            if (expected != actual)
                differences.Add($"{path}: Kestrel has recorded\n{expected}\nand Rondo\n{actual}");
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
        // No handshake.
        Assert.Equal(await kestrel.ConverseAsync("GET / HTTP/1.1\r\n\r\n", Leaving.WhenServerDoes, s_instruments), await rondo.ConverseAsync("GET / HTTP/1.1\r\n\r\n", Leaving.WhenServerDoes, s_instruments));
    }

    private Task<MeasuredApp> StartAsync(string? driver, ClientCertificateMode mode) => MeasuredApp.StartAsync(driver, kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(_certificate, https =>
    {
        https.ClientCertificateMode = mode;
        https.ClientCertificateValidation = static (_, _, _) => true;
    })));

    private async Task<string> MeasureAsync(MeasuredApp app, string path)
    {
        app.Measured.Clear();
        await AskAsync(app, SslProtocols.Tls13, false, path);
        for (var i = 0; i < 100 && app.Measured.Count("kestrel.connection.duration") == 0; i++)
            await Task.Delay(50); // what is missing then is what differs
        return app.Measured.Take(s_instruments);
    }

    /// <summary>The lines of the answer, headers in any order, or that there was none.</summary>
    private async Task<string> AskAsync(MeasuredApp app, SslProtocols protocol, bool sendsCertificate, string path)
    {
        await using var raw = await app.ConnectAsync();
        await using var stream = new SslStream(raw);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocol,
                AllowRenegotiation = true,
                AllowTlsResume = false, // a session of before would not ask for the certificate
                RemoteCertificateValidationCallback = static (_, _, _, _) => true,
                ClientCertificateContext = sendsCertificate ? SslStreamCertificateContext.Create(_certificate, null) : null,
            });
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadToEndAsync().WaitAsync(Eventually.Patience);
            return string.Join('\n', answer.Split("\r\n").Where(static line => !line.StartsWith("Date:", StringComparison.Ordinal) && !line.StartsWith("Server:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return "no answer";
        }
    }
}
