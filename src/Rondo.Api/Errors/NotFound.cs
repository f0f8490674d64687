namespace Rondo.Api;

/// <summary>404: there is no such thing.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(404)]
public sealed class NotFound(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
