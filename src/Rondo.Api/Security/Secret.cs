using System.Security.Cryptography;
using System.Text;

namespace Rondo.Api;

/// <summary>Comparing secrets.</summary>
public static class Secret
{
    /// <summary>
    /// Compares in a time that depends neither on where the texts differ nor on their lengths, so that nobody can guess one
    /// character at a time.
    /// </summary>
    /// <param name="given">The text that the caller sent.</param>
    /// <param name="expected">The expected text.</param>
    public static bool AreEqual(string given, string expected)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(expected);
        Span<byte> left = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> right = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), left);
        SHA256.HashData(Encoding.UTF8.GetBytes(expected), right);
        return CryptographicOperations.FixedTimeEquals(left, right);
    }
}
