using System.Net.Security;

namespace Rondo.IO;

/// <summary>TLS.</summary>
public abstract partial class SocketStream
{
    /// <summary>Encrypts the connection as a client, and returns the encrypted stream, which owns this one.</summary>
    /// <param name="options">Host name, certificates, protocols.</param>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The server's certificate was not accepted, or no
    /// protocol is common; the connection is closed.</exception>
    /// <remarks>Cancelled in between, the connection is closed.</remarks>
    public Task<SslStream> AuthenticateAsClientAsync(SslClientAuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AuthenticateAsync((stream, token) => stream.AuthenticateAsClientAsync(options, token));
    }

    /// <summary>Encrypts the connection as a server, and returns the encrypted stream, which owns this one.</summary>
    /// <param name="options">The certificate and what to ask of clients.</param>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The client did not accept the certificate, or no
    /// protocol is common; the connection is closed.</exception>
    /// <remarks>Cancelled in between, the connection is closed.</remarks>
    public Task<SslStream> AuthenticateAsServerAsync(SslServerAuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AuthenticateAsync((stream, token) => stream.AuthenticateAsServerAsync(options, token));
    }

    private async Task<SslStream> AuthenticateAsync(Func<SslStream, CancellationToken, Task> authenticate)
    {
        CancelScope.ThrowIfCanceled();
        var stream = new SslStream(AsStream(), leaveInnerStreamOpen: false);
        try
        {
            // The token as well as the ambient scope: SslStream may continue off the loop, where the scope does not reach.
            await authenticate(stream, CancelScope.Current?.Token ?? default);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            CancelScope.ThrowIfCanceled();
            throw;
        }
    }
}
