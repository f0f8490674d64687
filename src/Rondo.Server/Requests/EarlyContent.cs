using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Server.Http1;

namespace Rondo.Server.Requests;

/// <summary>The bytes that a handler has written and not sent: another answer must not carry it.</summary>
internal static class EarlyContent
{
    /// <summary>Forgets it, where the response has not started. Kestrel's own path has no means to.</summary>
    internal static void Drop(HttpContext context)
    {
        if (!context.Response.HasStarted)
            context.Features.Get<Http1Exchange>()?.ResponseBody.DropEarly();
    }

    /// <summary>The same while the handler still runs, which may hold the memory that it writes to.</summary>
    /// <returns>The bytes that remain: Kestrel sends them with the answer.</returns>
    internal static long Leave(HttpContext context)
    {
        if (context.Features.Get<Http1Exchange>() is { } exchange)
        {
            exchange.ResponseBody.LeaveEarly();
            return 0;
        }

        var body = HeldBody.Unwrap(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        return body.Writer is { CanGetUnflushedBytes: true } writer ? writer.UnflushedBytes : 0;
    }
}
