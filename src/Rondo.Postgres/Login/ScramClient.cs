using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rondo.Postgres.Login;

/// <summary>The client's side of SCRAM-SHA-256, with or without channel binding.</summary>
/// <remarks>RFC 5802, RFC 7677, and RFC 5929 for the binding to the server's certificate.</remarks>
internal sealed class ScramClient
{
    private const int MostIterations = 10_000_000;

    private readonly string _password;
    private readonly string _header;
    private readonly byte[] _binding;
    private readonly string _nonce;
    private byte[] _serverSignature = [];

    /// <param name="password">The password.</param>
    /// <param name="certificateHash">The hash of the server's certificate, to which the login is bound; null: not bound.</param>
    /// <param name="nonce">A random text without commas; null: a new one.</param>
    internal ScramClient(string password, byte[]? certificateHash, string? nonce = null)
    {
        _password = password.Normalize(NormalizationForm.FormKC);
        _header = certificateHash is null ? "n,," : "p=tls-server-end-point,,";
        _binding = [.. Encoding.ASCII.GetBytes(_header), .. certificateHash ?? []];
        _nonce = nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    }

    /// <summary>Gets the first message. PostgreSQL takes the user from the start-up message.</summary>
    internal string First => $"{_header}n=,r={_nonce}";

    /// <summary>Answers the server's first message.</summary>
    internal string Answer(string challenge)
    {
        var fields = Fields(challenge);
        if (!fields.TryGetValue('r', out var nonce) || !fields.TryGetValue('s', out var salt) || !fields.TryGetValue('i', out var count)
            || !nonce.StartsWith(_nonce, StringComparison.Ordinal) || nonce.Length == _nonce.Length
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < 1 or > MostIterations)
        {
            throw new PostgresProtocolException(
                "The server's challenge of SCRAM is damaged, so that the server may not be the one that knows the password.");
        }

        var salted = Rfc2898DeriveBytes.Pbkdf2(_password, Convert.FromBase64String(salt), iterations, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var withoutProof = $"c={Convert.ToBase64String(_binding)},r={nonce}";
        var signed = Encoding.UTF8.GetBytes($"n=,r={_nonce},{challenge},{withoutProof}");
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), signed);
        for (var i = 0; i < signature.Length; i++)
            clientKey[i] ^= signature[i];
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), signed);
        return $"{withoutProof},p={Convert.ToBase64String(clientKey)}";
    }

    /// <summary>Checks that the server knows the password too.</summary>
    internal void Verify(string final)
    {
        var signature = Fields(final).GetValueOrDefault('v');
        if (signature is null
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(Convert.ToBase64String(_serverSignature))))
            throw new PostgresProtocolException(
                "The server does not know the password: its signature of SCRAM is wrong. Another program may answer in its place.");
    }

    private static Dictionary<char, string> Fields(string message)
    {
        var fields = new Dictionary<char, string>();
        foreach (var part in message.Split(','))
        {
            if (part.Length >= 2 && part[1] == '=')
                fields[part[0]] = part[2..];
        }

        return fields;
    }
}
