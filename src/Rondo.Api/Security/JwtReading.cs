using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;

namespace Rondo.Api;

/// <summary>Holds the result of <see cref="JwtTokens.ReadAsync"/>: the user of a valid token, or the reason why it is refused.</summary>
public sealed class JwtReading
{
    internal JwtReading(ClaimsPrincipal? user, JwtFailure failure) => (User, Failure) = (user, failure);

    /// <summary>Gets whether the token is valid.</summary>
    [MemberNotNullWhen(true, nameof(User))]
    public bool IsValid => User is not null;

    /// <summary>Gets the user with the token's claims, as a handler's <c>ClaimsPrincipal</c> would be; null for a refused token.</summary>
    public ClaimsPrincipal? User { get; }

    /// <summary>Gets why the token is refused; <see cref="JwtFailure.None"/> for a valid one.</summary>
    public JwtFailure Failure { get; }
}
