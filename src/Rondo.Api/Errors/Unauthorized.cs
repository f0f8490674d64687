namespace Rondo.Api;

/// <summary>401: the request lacks valid credentials; say which in a WWW-Authenticate header.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(401)]
public sealed class Unauthorized(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
