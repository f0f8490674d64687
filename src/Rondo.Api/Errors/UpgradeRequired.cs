namespace Rondo.Api;

/// <summary>426: the endpoint speaks another protocol than HTTP; say which in an Upgrade header.</summary>
/// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
/// <param name="cause">The cause; never shown to the caller.</param>
[Problem(426)]
public sealed class UpgradeRequired(string? detail = null, Exception? cause = null) : ApiError(detail, cause);
