namespace Rondo.Api;

/// <summary>412: a condition of the request's headers does not hold.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(412)]
public sealed class PreconditionFailed(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
