namespace Rondo.Api;

/// <summary>409: the request is at odds with the state of what it is about.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(409)]
public sealed class Conflict(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
