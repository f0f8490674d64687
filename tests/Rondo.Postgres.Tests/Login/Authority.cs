using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rondo.Postgres.Tests.Login;

/// <summary>A certificate authority of a test, whose files lie in a folder that is deleted with it.</summary>
internal sealed class Authority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-tls-").FullName;
    private readonly X509Certificate2 _root;

    internal Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Rondo tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2));
        File.WriteAllText(RootFile, _root.ExportCertificatePem());
    }

    /// <summary>Gets the file with the authority's own certificate.</summary>
    internal string RootFile => Path.Combine(_folder, "root.pem");

    public void Dispose()
    {
        _root.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Issues a certificate and returns it with its key, both in PEM form.</summary>
    internal (string Certificate, string Key) Issue(string name, bool isExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            _root, DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddDays(isExpired ? -1 : 30), RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Issues a certificate and writes it and its key into files.</summary>
    internal (string Certificate, string Key) IssueFiles(string name)
    {
        var (certificate, key) = Issue(name);
        var files = (Path.Combine(_folder, $"{name}.pem"), Path.Combine(_folder, $"{name}.key"));
        File.WriteAllText(files.Item1, certificate);
        File.WriteAllText(files.Item2, key);
        return files;
    }
}
