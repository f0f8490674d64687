namespace Rondo.Api;

/// <summary>410: there was such a thing, and it will not come back.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(410)]
public sealed class Gone(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
