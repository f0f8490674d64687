namespace Rondo.Api;

/// <summary>Tells why <see cref="JwtTokens.ReadAsync"/> refuses a token.</summary>
public enum JwtFailure
{
    /// <summary>The token is valid.</summary>
    None,

    /// <summary>The text is not a JSON Web Token, or lacks a claim that the app demands.</summary>
    Malformed,

    /// <summary>The token was signed with another key or algorithm, or changed after it was signed.</summary>
    Signature,

    /// <summary>The token's time is over.</summary>
    Expired,

    /// <summary>The token's time has not begun.</summary>
    NotYetValid,

    /// <summary>The issuer is not <see cref="JwtOptions.Issuer"/>.</summary>
    Issuer,

    /// <summary>The audience is not <see cref="JwtOptions.Audience"/>.</summary>
    Audience,
}
