namespace Rondo.Api;

/// <summary>403: the caller is known and may not do this.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(403)]
public sealed class Forbidden(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
