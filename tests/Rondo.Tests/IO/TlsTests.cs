#pragma warning disable CA2022 // these reads are meant to be cut off
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>TLS over loop streams.</summary>
public class TlsTests
{
    private static readonly X509Certificate2 s_certificate = SelfSigned();

    [LoopFact]
    public Task Encrypted_streams_talk() => TcpPair.UseAsync(async (client, server) =>
    {
        var home = Environment.CurrentManagedThreadId;
        var (ours, theirs) = await HandshakeAsync(client, server);
        await using (ours)
        await using (theirs)
        {
            Assert.True(ours.IsEncrypted);
            await ours.WriteAsync("secret"u8.ToArray());
            var buffer = new byte[6];
            await theirs.ReadExactlyAsync(buffer);
            Assert.Equal("secret"u8.ToArray(), buffer);
            Assert.Equal(home, Environment.CurrentManagedThreadId);
        }
    });

    [LoopFact]
    public Task A_megabyte_goes_through_encrypted() => TcpPair.UseAsync(async (client, server) =>
    {
        var (ours, theirs) = await HandshakeAsync(client, server);
        await using (ours)
        await using (theirs)
        {
            await TaskGroup.RunAsync(async group =>
            {
                var sent = new byte[1024 * 1024];
                new Random(2).NextBytes(sent);
                group.Start(async () => await ours.WriteAsync(sent));
                var received = new byte[sent.Length];
                await theirs.ReadExactlyAsync(received);
                Assert.True(sent.AsSpan().SequenceEqual(received));
            });
        }
    });

    [LoopFact]
    public Task The_end_of_an_encrypted_stream_arrives() => TcpPair.UseAsync(async (client, server) =>
    {
        var (ours, theirs) = await HandshakeAsync(client, server);
        await using (theirs)
        {
            await ours.ShutdownAsync();
            await ours.DisposeAsync();
            Assert.Equal(0, await theirs.ReadAsync(new byte[1]));
        }
    });

    [LoopFact]
    public Task A_certificate_that_nobody_vouches_for_is_refused() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        group.Start(async () =>
        {
            // How the server learns of it depends on the protocol version; that it does is what counts.
            try
            {
                await using var stream = await server.AuthenticateAsServerAsync(ServerOptions());
                await stream.ReadExactlyAsync(new byte[1]);
            }
            catch (Exception exception) when (exception is AuthenticationException or IOException)
            {
                return;
            }

            Assert.Fail("The server did not notice.");
        });
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.ReadAsync(new byte[1]));
    }));

    [LoopFact]
    public Task A_handshake_with_somebody_silent_can_be_cancelled() => TcpPair.UseAsync(async (client, server) =>
    {
        Assert.True(await InFlight.CancelAsync(() => client.AuthenticateAsClientAsync(ClientOptions())));
        var buffer = new byte[10_000];
        while (await server.ReadAsync(buffer) > 0)
        {
        }
    });

    [LoopFact]
    public Task An_encrypted_read_can_be_cancelled_and_goes_on_later() => TcpPair.UseAsync(async (client, server) =>
    {
        var (ours, theirs) = await HandshakeAsync(client, server);
        await using (ours)
        await using (theirs)
        {
            using var source = new CancellationTokenSource();
            EventLoop.Current.Post(source.Cancel);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await theirs.ReadAsync(new byte[4], source.Token));
            await ours.WriteAsync(new byte[] { 3 });
            var buffer = new byte[4];
            Assert.Equal(1, await theirs.ReadAsync(buffer));
            Assert.Equal(3, buffer[0]);
        }
    });

    private static async Task<(SslStream Client, SslStream Server)> HandshakeAsync(TcpStream client, TcpStream server) => await TaskGroup.RunAsync(async group =>
    {
        var accepting = group.Start(() => server.AuthenticateAsServerAsync(ServerOptions()));
        var ours = await client.AuthenticateAsClientAsync(ClientOptions());
        return (ours, await accepting);
    });

    private static SslServerAuthenticationOptions ServerOptions() => new() { ServerCertificate = s_certificate };

    private static SslClientAuthenticationOptions ClientOptions() => new()
    {
        TargetHost = "localhost",
        RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate!.GetCertHashString() == s_certificate.GetCertHashString(),
    };

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
