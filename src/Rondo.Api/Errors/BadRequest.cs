namespace Rondo.Api;

/// <summary>400: the request cannot be understood.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(400)]
public sealed class BadRequest(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
