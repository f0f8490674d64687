namespace Rondo.Api;

/// <summary>409: the request is at odds with the state of what it is about.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(409)]
public sealed class Conflict(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
