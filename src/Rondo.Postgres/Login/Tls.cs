using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Login;

/// <summary>Encrypts a connection before it logs in.</summary>
internal static class Tls
{
    private const int Code = 80877103;

    /// <summary>Asks for encryption, as the options want it.</summary>
    internal static async Task NegotiateAsync(Transport transport, PostgresHost host, PostgresOptions options)
    {
        if (options.SslMode == PostgresSslMode.Disable || host.Name.StartsWith('/'))
            return;
        var writer = new MessageWriter();
        writer.BeginUntyped();
        writer.WriteInt32(Code);
        writer.End();
        await transport.WriteAsync(writer.Written);

        // One byte and no more: what follows it in clear could have been put there by another.
        var answer = new byte[1];
        if (await transport.ReadAsync(answer) == 0)
            throw new IOException($"The server {host} closed the connection when it was asked for encryption.");
        if (answer[0] == 'S')
            await EncryptAsync(transport, host, options);
        else if (options.SslMode != PostgresSslMode.Prefer)
            throw new IOException(
                $"The server {host} offers no encryption. Switch ssl on in its configuration, or connect with sslmode=prefer.");
    }

    /// <summary>
    /// Returns the hash of a certificate to which a login is bound: of its signature's algorithm, SHA-256 in place of weaker ones.
    /// </summary>
    internal static byte[] HashOf(X509Certificate certificate)
    {
        using var whole = new X509Certificate2(certificate);
        var bytes = whole.RawData;
        return whole.SignatureAlgorithm.Value switch
        {
            "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => SHA384.HashData(bytes),
            "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => SHA512.HashData(bytes),
            _ => SHA256.HashData(bytes),
        };
    }

    private static async Task EncryptAsync(Transport transport, PostgresHost host, PostgresOptions options)
    {
        try
        {
            await transport.EncryptAsync(Options(host, options));
        }
        catch (AuthenticationException exception)
        {
            var advice = options.SslMode < PostgresSslMode.VerifyCA ? ""
                : $" sslmode={options.SslMode} needs a certificate of an authority that sslrootcert names"
                    + (options.SslMode == PostgresSslMode.VerifyFull ? $", for the host {host.Name}." : ".");
            throw new PostgresUnavailableException(
                $"Encryption with the server {host} failed: {exception.Message.TrimEnd('.')}.{advice}", exception);
        }
    }

    /// <summary>Loads certificates from files.</summary>
    /// <exception cref="PostgresUnavailableException">A file is missing, or has none.</exception>
    private static T Load<T>(string option, string file, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception exception) when (exception is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new PostgresUnavailableException(
                $"The file {file} of {option} cannot be read: {exception.Message.TrimEnd('.')}. Name a file in PEM form.", exception);
        }
    }

    private static SslClientAuthenticationOptions Options(PostgresHost host, PostgresOptions options)
    {
        var result = new SslClientAuthenticationOptions { TargetHost = host.Name };
        if (options.ClientCertificate is { } own)
            result.ClientCertificateContext = Load("sslcert", own, () => SslStreamCertificateContext.Create(
                X509Certificate2.CreateFromPemFile(own, options.ClientKey), null, offline: true));
        if (options.SslMode is PostgresSslMode.Prefer or PostgresSslMode.Require)
        {
#pragma warning disable CA5359 // as libpq has these modes: encryption without proof of identity
            result.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            return result;
        }

        if (options.RootCertificate is { } file)
        {
            result.CertificateChainPolicy =
                new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            Load("sslrootcert", file, () =>
            {
                result.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(file);
                return true;
            });
        }

        if (options.SslMode == PostgresSslMode.VerifyCA)
            result.RemoteCertificateValidationCallback = static (_, _, _, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        return result;
    }
}
