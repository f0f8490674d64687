using Microsoft.AspNetCore.Http;
using Rondo.Server.Http1;

namespace Rondo.Server.Requests;

/// <summary>What a handler has written and not sent: another answer must not carry it.</summary>
internal static class EarlyContent
{
    /// <summary>Forgets it, where the response has not started. Kestrel's own path has no means to.</summary>
    internal static void Drop(HttpContext context)
    {
        if (!context.Response.HasStarted)
            context.Features.Get<Http1Exchange>()?.ResponseBody.DropEarly();
    }
}
