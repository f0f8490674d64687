using System.ComponentModel;
using Microsoft.AspNetCore.Http;
using Rondo.Api.Errors;

namespace Rondo.Api.Runtime;

/// <summary>The state of a response that its writer tells <see cref="After"/>; for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AfterResponse
{
    /// <summary>
    /// The handler, or a dependency's cleanup before the response, failed: what it queued is not run. Again, or with nothing
    /// queued, is harmless.
    /// </summary>
    /// <remarks>
    /// Call it for every exception that leaves the handler, a cancellation included: a request that its client cut off has a good
    /// status.
    /// </remarks>
    /// <param name="context">The request.</param>
    public static void Discard(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Features.Get<IPendingWork>()?.Discard();
    }
}
