namespace Rondo.Api;

/// <summary>400: a token endpoint refuses. A problem with the member <c>error</c> that OAuth2 clients look for (RFC 6749, 5.2).</summary>
[Problem(400, "The token request was refused")]
public sealed class TokenError : ApiError
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">OAuth2's word: <c>invalid_grant</c> for a wrong name or password, <c>invalid_scope</c>,
    /// <c>invalid_request</c>, <c>unsupported_grant_type</c>.</param>
    /// <param name="detail">A sentence for people. Do not say whether it was the name or the password.</param>
    public TokenError(string error = "invalid_grant", string? detail = "User name or password is wrong.")
        : base(detail)
    {
        ArgumentException.ThrowIfNullOrEmpty(error);
        Extensions["error"] = error;
        if (detail is not null)
            Extensions["error_description"] = detail;
    }
}
