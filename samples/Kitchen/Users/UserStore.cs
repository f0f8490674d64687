using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Kitchen.Users;

/// <summary>The users, of whom the demo has one. Passwords are kept as salted, slow hashes.</summary>
internal sealed class UserStore
{
    internal const string DemoName = "cook";
    internal const string DemoPassword = "kitchen";

    private const int Iterations = 600_000; // OWASP's number for PBKDF2 with HMAC-SHA-256

    private readonly FrozenDictionary<string, (byte[] Salt, byte[] Hash)> _users;
    private readonly (byte[] Salt, byte[] Hash) _nobody = (RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32));

    private UserStore()
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        _users = new Dictionary<string, (byte[], byte[])> { [DemoName] = (salt, Hash(DemoPassword, salt)) }.ToFrozenDictionary(
            StringComparer.Ordinal);
    }

    [Dependency(DependencyScope.App)]
    internal static Task<UserStore> OpenAsync() => Offload.RunAsync(static () => new UserStore());

    /// <summary>Checks a password, on a worker thread: a hash that is slow enough to resist guessing would hold up the loop.</summary>
    internal Task<bool> VerifyAsync(string name, string password)
    {
        // An unknown name takes as long as a known one, so that the time does not tell which names there are.
        var (salt, hash) = _users.TryGetValue(name, out var user) ? user : _nobody;
        return Offload.RunAsync(() => CryptographicOperations.FixedTimeEquals(Hash(password, salt), hash));
    }

    private static byte[] Hash(string password, byte[] salt) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, 32);
}
