using System.Net.Security;
using Rondo.IO;

namespace Rondo.Postgres.Wire;

/// <summary>The bytes of a connection, encrypted or not.</summary>
internal sealed class Transport(SocketStream socket) : IDisposable
{
    private SslStream? _encrypted;

    /// <summary>Gets the server's certificate; null without encryption.</summary>
    internal System.Security.Cryptography.X509Certificates.X509Certificate? ServerCertificate => _encrypted?.RemoteCertificate;

    internal bool IsEncrypted => _encrypted is not null;

    internal static async Task<Transport> ConnectAsync(PostgresHost host)
    {
        if (host.Name.StartsWith('/'))
            return new Transport(await UnixStream.ConnectAsync(FormattableString.Invariant($"{host.Name}/.s.PGSQL.{host.Port}")));
        return new Transport(await TcpStream.ConnectAsync(host.Name, host.Port));
    }

    public void Dispose()
    {
        _encrypted?.Dispose();
        socket.Dispose();
    }

    internal async Task EncryptAsync(SslClientAuthenticationOptions options) =>
        _encrypted = await socket.AuthenticateAsClientAsync(options);

    internal ValueTask<int> ReadAsync(Memory<byte> buffer) => _encrypted is null ? socket.ReadAsync(buffer) : _encrypted.ReadAsync(buffer);

    internal ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) =>
        _encrypted is null ? socket.WriteAsync(bytes) : _encrypted.WriteAsync(bytes);
}
