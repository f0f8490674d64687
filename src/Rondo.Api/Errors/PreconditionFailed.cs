namespace Rondo.Api;

/// <summary>412: a condition of the request's headers does not hold.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(412)]
public sealed class PreconditionFailed(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
