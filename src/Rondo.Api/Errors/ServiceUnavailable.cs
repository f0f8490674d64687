namespace Rondo.Api;

/// <summary>503: the server cannot answer now, and may later.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(503)]
public sealed class ServiceUnavailable(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
