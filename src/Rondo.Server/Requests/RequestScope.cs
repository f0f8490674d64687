using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Rondo.Cancellation;
using Rondo.Core;

namespace Rondo.Server.Requests;

/// <summary>
/// The scope of a request. A deadline that the app sets on it (<c>CancelScope.Current.CancelAfter</c>) answers a handler that does not
/// react, as that of
/// <see cref="RondoServerOptions.RequestDeadline"/> does.
/// </summary>
internal sealed class RequestScope(Scheduler scheduler, HttpContext context, ILogger logger)
    : CancelScope(scheduler, (CancelScope)scheduler.Root, "request")
{
    /// <summary>The handler, once it has suspended.</summary>
    internal Task? Running { get; set; }

    private protected override ScopeDeadline CreateDeadline() => new RequestDeadline(this, context, logger);
}
