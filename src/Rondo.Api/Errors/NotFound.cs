namespace Rondo.Api;

/// <summary>404: there is no such thing.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(404)]
public sealed class NotFound(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
