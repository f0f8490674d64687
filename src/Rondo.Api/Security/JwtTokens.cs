using System.Security.Claims;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Rondo.Api.Security;

namespace Rondo.Api;

/// <summary>Issues and reads the app's tokens; a service, there once a scheme with <see cref="JwtOptions"/> was added.</summary>
/// <remarks>Safe from any loop. Time is the calling loop's, virtual in tests.</remarks>
public sealed class JwtTokens
{
    private static readonly JsonWebTokenHandler s_handler = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false };

    private readonly JwtOptions _options;
    private readonly TimeProvider _time;
    private readonly SigningCredentials _signing;
    private readonly TokenValidationParameters _validation;

    internal JwtTokens(IOptions<JwtOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _signing = new SigningCredentials(KeyOf(_options), SecurityAlgorithms.HmacSha256);
        _validation = JwtValidation.Of(_options, time);
    }

    /// <summary>Makes a token.</summary>
    /// <param name="subject">The subject: the user's name, and the claim <c>sub</c>.</param>
    /// <param name="scopes">The scopes that it grants.</param>
    /// <param name="claims">Further claims; they cannot be secret, since the token is signed and not encrypted.</param>
    /// <param name="lifetime">How long it is good; null for <see cref="JwtOptions.Lifetime"/>.</param>
    public string Issue(string subject, IEnumerable<string>? scopes = null, IEnumerable<Claim>? claims = null, TimeSpan? lifetime = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        var identity = new ClaimsIdentity([new Claim("sub", subject), .. claims ?? []]);
        var all = string.Join(' ', scopes ?? []);
        if (all.Length > 0)
            identity.AddClaim(new Claim("scope", all));
        var now = _time.GetUtcNow().UtcDateTime;
        return s_handler.CreateToken(new SecurityTokenDescriptor
        {
            Subject = identity,
            Issuer = _options.Issuer,
            Audience = _options.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + (lifetime ?? _options.Lifetime),
            SigningCredentials = _signing,
        });
    }

    /// <summary>Makes a token, as the answer that OAuth2 wants.</summary>
    /// <inheritdoc cref="Issue"/>
    public TokenAnswer Answer(
        string subject, IEnumerable<string>? scopes = null, IEnumerable<Claim>? claims = null, TimeSpan? lifetime = null)
    {
        var granted = (scopes ?? []).ToList();
        return new TokenAnswer(
            Issue(subject, granted, claims, lifetime), "bearer", (int)(lifetime ?? _options.Lifetime).TotalSeconds,
            granted.Count > 0 ? string.Join(' ', granted) : null);
    }

    /// <summary>
    /// Reads a token that reached the app in another way than the Authorization header: in a link, a message or a WebSocket.
    /// Checks what is checked of requests.
    /// </summary>
    /// <param name="token">The token, without a prefix.</param>
    /// <returns>The user, or the reason why the token is refused. No token makes it throw.</returns>
    public async ValueTask<JwtReading> ReadAsync(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var result = await s_handler.ValidateTokenAsync(token, _validation);
        return result.IsValid ? new JwtReading(new ClaimsPrincipal(result.ClaimsIdentity), JwtFailure.None)
            : new JwtReading(null, JwtValidation.FailureOf(result.Exception));
    }

    internal static SymmetricSecurityKey KeyOf(JwtOptions options)
    {
        JwtOptions.Check(options);
        return new SymmetricSecurityKey(Encoding.UTF8.GetBytes(options.Key));
    }
}
