namespace Rondo.Api;

/// <summary>403: the caller is known and may not do this.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(403)]
public sealed class Forbidden(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
