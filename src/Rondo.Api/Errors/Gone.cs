namespace Rondo.Api;

/// <summary>410: there was such a thing, and it will not come back.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(410)]
public sealed class Gone(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
