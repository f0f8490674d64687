namespace Rondo.Api;

/// <summary>504: a server that this one asked took too long.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(504)]
public sealed class GatewayTimeout(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
