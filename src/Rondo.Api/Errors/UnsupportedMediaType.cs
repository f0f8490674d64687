namespace Rondo.Api;

/// <summary>415: the body is of a kind that the endpoint does not read.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(415)]
public sealed class UnsupportedMediaType(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
