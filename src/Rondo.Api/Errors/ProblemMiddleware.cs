using Microsoft.AspNetCore.Http;
using Rondo.Api.Runtime;

namespace Rondo.Api.Errors;

/// <summary>Turns exceptions of middleware and bare error statuses into problems.</summary>
/// <param name="next">The pipeline behind it.</param>
/// <param name="answers">The answers to errors.</param>
/// <param name="answersUnexpected">Whether a defect is answered here; false where the developer exception page stands in front.</param>
internal sealed class ProblemMiddleware(RequestDelegate next, ErrorAnswers answers, bool answersUnexpected)
{
    internal Task InvokeAsync(HttpContext http)
    {
        // No state machine of our own for the requests that are answered at once.
        Task running;
        try
        {
            running = next(http);
        }
        catch (Exception exception)
        {
            return AnswerAsync(http, exception);
        }

        if (running.IsCompletedSuccessfully && http.Response.StatusCode < 400)
            return Task.CompletedTask;
        return IsSession(http) && !running.IsCompleted ? running : AwaitAsync(http, running);
    }

    /// <summary>
    /// A WebSocket that is open: nobody can be answered any more, nothing is queued for after it, and so there is nothing to wait
    /// for as long as it lives.
    /// </summary>
    private static bool IsSession(HttpContext http) =>
        http.Response is { StatusCode: StatusCodes.Status101SwitchingProtocols, HasStarted: true }
        && http.GetEndpoint()?.Metadata.GetMetadata<EndpointDescription>()?.Output.Kind == OutputKind.Socket
        && http.Features.Get<IPendingWork>() is null;

    private async Task AwaitAsync(HttpContext http, Task running)
    {
        try
        {
            await running;
        }
        catch (Exception exception)
        {
            await AnswerAsync(http, exception);
            return;
        }

        var response = http.Response;
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null
            && string.IsNullOrEmpty(response.ContentType))
            await ProblemWriter.WriteAsync(http, ProblemWriter.Problem(response.StatusCode), null);
    }

    private Task AnswerAsync(HttpContext http, Exception exception) =>
        answersUnexpected ? answers.AnswerAnyAsync(http, exception) : answers.AnswerAsync(http, exception);
}
