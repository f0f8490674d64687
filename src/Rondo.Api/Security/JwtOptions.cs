using System.Text;

namespace Rondo.Api;

/// <summary>Tokens that the app issues and checks itself: JWT, signed with HMAC-SHA-256.</summary>
public sealed class JwtOptions
{
    internal const int LeastKeyBytes = 32;

    /// <summary>The signing key, at least 32 bytes of UTF-8; from the configuration or a secret store, never from the source.</summary>
    /// <value>No default: the app does not start without one.</value>
    public string Key { get; set; } = "";

    /// <summary>The issuer of the tokens.</summary>
    /// <value>Default: null, neither written nor checked.</value>
    public string? Issuer { get; set; }

    /// <summary>For whom they are.</summary>
    /// <value>Default: null, neither written nor checked.</value>
    public string? Audience { get; set; }

    /// <summary>How long a token is good.</summary>
    /// <value>Default: 30 minutes.</value>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How far the clocks of issuer and checker may be apart.</summary>
    /// <value>Default: zero, since it is the same app.</value>
    public TimeSpan ClockSkew { get; set; }

    /// <summary>The scopes that there are, with descriptions, for the docs.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, string> Scopes { get; } = new Dictionary<string, string>();

    internal static void Check(JwtOptions options)
    {
        var bytes = Encoding.UTF8.GetByteCount(options.Key);
        if (bytes < LeastKeyBytes)
        {
            throw new InvalidOperationException(
                $"JwtOptions.Key has {bytes} bytes, and HMAC-SHA-256 needs at least {LeastKeyBytes}: make one with 'openssl "
                    + $"rand -base64 48' and put it into the configuration, not into the source.");
        }

        if (options.Lifetime <= TimeSpan.Zero || options.ClockSkew < TimeSpan.Zero)
            throw new InvalidOperationException(
                $"JwtOptions.Lifetime is {options.Lifetime} and ClockSkew {options.ClockSkew}: the first has to be positive, "
                    + $"the second not negative.");
    }
}
