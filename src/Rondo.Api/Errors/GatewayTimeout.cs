namespace Rondo.Api;

/// <summary>504: a server that this one asked took too long.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(504)]
public sealed class GatewayTimeout(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
