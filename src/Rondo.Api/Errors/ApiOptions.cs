using Microsoft.AspNetCore.Http;

namespace Rondo.Api;

/// <summary>How the framework answers.</summary>
public sealed class ApiOptions
{
    /// <summary>The status of an answer to invalid input.</summary>
    /// <value>Default: 422, as in FastAPI; 400 is the other that makes sense.</value>
    public int InvalidInputStatus { get; set; } = StatusCodes.Status422UnprocessableEntity;

    /// <summary>Whether the answer to an unexpected exception shows it, with its stack.</summary>
    /// <value>Default: in development only.</value>
    public bool? ShowExceptions { get; set; }
}
