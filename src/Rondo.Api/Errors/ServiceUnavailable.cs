namespace Rondo.Api;

/// <summary>503: the server cannot answer now, and may later.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(503)]
public sealed class ServiceUnavailable(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
