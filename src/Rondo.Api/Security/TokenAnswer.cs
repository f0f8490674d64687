using System.Text.Json.Serialization;

namespace Rondo.Api;

/// <summary>The response of an OAuth2 token endpoint (RFC 6749, 5.1).</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="TokenType">How it is sent: <c>bearer</c>.</param>
/// <param name="ExpiresIn">For how many seconds it is good.</param>
/// <param name="Scope">The granted scopes, separated by blanks; null for nothing in particular.</param>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scope = null);

/// <summary>For apps without reflection.</summary>
[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class SecurityJson : JsonSerializerContext;
