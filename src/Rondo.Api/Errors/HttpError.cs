using Microsoft.AspNetCore.WebUtilities;

namespace Rondo.Api;

/// <summary>An error whose status is chosen when it is thrown: <c>throw new HttpError(418, "…")</c>.</summary>
/// <remarks>The docs cannot name its status: derive from <see cref="ApiError"/> where it is known.</remarks>
public sealed class HttpError : ApiError
{
    /// <summary>Creates the error.</summary>
    /// <param name="status">The response's status code, 400 to 599.</param>
    /// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
    /// <param name="cause">The cause; never shown to the caller.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is no error's.</exception>
    public HttpError(int status, string? detail = null, Exception? cause = null)
        : base(detail, cause)
    {
        if (status is < 400 or > 599)
            throw new ArgumentOutOfRangeException(nameof(status), status, "An error's status is between 400 and 599.");
        (Status, Title) = (status, ReasonPhrases.GetReasonPhrase(status));
    }
}
