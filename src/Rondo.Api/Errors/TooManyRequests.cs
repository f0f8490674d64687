namespace Rondo.Api;

/// <summary>429: the caller asks too often; say when to come back in a Retry-After header.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(429)]
public sealed class TooManyRequests(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
