using Microsoft.AspNetCore.Http.Features;

namespace Rondo.Server.Http1;

/// <summary>
/// Describes errors in the app's own form where the server answers: a malformed request, and a response that failed behind all middleware.
/// </summary>
internal interface IErrorContent
{
    /// <summary>The type of the content.</summary>
    string ContentType { get; }

    /// <summary>The content of an error's answer. Never fails. On the connection's loop.</summary>
    /// <param name="request">The request, as far as it was read.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="cause">The error: of the client where the status says so, otherwise of the app, and logged.</param>
    ReadOnlySpan<byte> Describe(IFeatureCollection request, int status, Exception? cause);
}
