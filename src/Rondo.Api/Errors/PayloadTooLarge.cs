namespace Rondo.Api;

/// <summary>413: the body is larger than what the endpoint takes.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(413)]
public sealed class PayloadTooLarge(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
