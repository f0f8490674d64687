namespace Rondo.Api;

/// <summary>406: the endpoint answers in none of the media types that the caller accepts.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(406)]
public sealed class NotAcceptable(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
