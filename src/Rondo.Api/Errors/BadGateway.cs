namespace Rondo.Api;

/// <summary>502: a server that this one asked failed.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(502)]
public sealed class BadGateway(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
