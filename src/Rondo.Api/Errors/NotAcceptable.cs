namespace Rondo.Api;

/// <summary>406: the endpoint answers in none of the media types that the caller accepts.</summary>
/// <param name="detail">What was wrong with this request, with its values and a remedy; null for the title alone.</param>
/// <param name="cause">What led to it; never shown to the caller.</param>
[Problem(406)]
public sealed class NotAcceptable(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
