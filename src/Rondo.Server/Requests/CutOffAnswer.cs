using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rondo.Core;

namespace Rondo.Server.Requests;

/// <summary>
/// The content of an answer in place of a handler's: a problem (RFC 9457) where the app has problems, as <c>AddProblemDetails</c> and
/// Rondo.Api add them.
/// </summary>
internal static class CutOffAnswer
{
    /// <summary>Writes the problem of the response's status.</summary>
    /// <returns>False if nothing was written: the answer is the status alone.</returns>
    internal static async Task<bool> TryWriteAsync(HttpContext context, ILogger logger)
    {
        // The request's own scope is cancelled, and would refuse the writing.
        CancelContext.Ambient = null;
        try
        {
            if (context.RequestServices?.GetService<IProblemDetailsService>() is not { } problems)
                return false;
            var problem = new ProblemDetailsContext { HttpContext = context, ProblemDetails = { Status = context.Response.StatusCode } };
            return await problems.TryWriteAsync(problem);
        }
        catch (Exception exception)
        {
            ServerLog.AnswerFailed(logger, context.Request.Method, context.Request.Path, context.Response.StatusCode, exception);
            return false;
        }
    }
}
