namespace Rondo.Api;

/// <summary>401: the request lacks valid credentials; say which in a WWW-Authenticate header.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(401)]
public sealed class Unauthorized(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
