using Microsoft.IdentityModel.Tokens;

namespace Rondo.Api.Security;

/// <summary>Says which tokens of the app's own are valid, for requests and for <see cref="JwtTokens.ReadAsync"/>.</summary>
internal static class JwtValidation
{
    internal static TokenValidationParameters Of(JwtOptions jwt, TimeProvider time) => new()
    {
        IssuerSigningKey = JwtTokens.KeyOf(jwt),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        ValidateIssuerSigningKey = true,
        ValidateIssuer = jwt.Issuer is not null,
        ValidIssuer = jwt.Issuer,
        ValidateAudience = jwt.Audience is not null,
        ValidAudience = jwt.Audience,
        NameClaimType = "sub",
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        // The library's own check reads the machine's clock, which stands beside a test's.
        LifetimeValidator = (from, until, _, _) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            if (until is null)
                throw new SecurityTokenNoExpirationException("The token has no expiration.");
            if (until + jwt.ClockSkew <= now)
                throw new SecurityTokenExpiredException("The token is expired.") { Expires = until.Value };
            if (from is { } start && start - jwt.ClockSkew > now)
                throw new SecurityTokenNotYetValidException("The token is not yet valid.") { NotBefore = start };
            return true;
        },
    };

    internal static JwtFailure FailureOf(Exception? refused) => refused switch
    {
        SecurityTokenExpiredException => JwtFailure.Expired,
        SecurityTokenNotYetValidException => JwtFailure.NotYetValid,
        SecurityTokenInvalidIssuerException => JwtFailure.Issuer,
        SecurityTokenInvalidAudienceException => JwtFailure.Audience,
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException
            or SecurityTokenInvalidAlgorithmException => JwtFailure.Signature,
        _ => JwtFailure.Malformed,
    };
}
