using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Api.Runtime;
using Rondo.Server.InProcess;

namespace Rondo.Api;

/// <summary>In front of everything: exceptions and bare error statuses become problems.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ApiCore core, IHostEnvironment environment)
{
    private readonly bool _showExceptions = core.Options.ShowExceptions ?? environment.IsDevelopment();

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
    /// A WebSocket that is open: nobody can be answered any more, nothing is queued for after it, and so there is nothing to wait for as long as it lives.
    /// </summary>
    private static bool IsSession(HttpContext http) =>
        http.Response is { StatusCode: StatusCodes.Status101SwitchingProtocols, HasStarted: true }
        && http.GetEndpoint()?.Metadata.GetMetadata<EndpointDescription>()?.Output.Kind == OutputKind.Socket
        && http.Features.Get<After>() is null;

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
        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && string.IsNullOrEmpty(response.ContentType))
            await ProblemWriter.WriteAsync(http, response.StatusCode);
    }

    private Task AnswerAsync(HttpContext http, Exception exception)
    {
        AfterResponse.Discard(http);
        // Cancelled by its scope: the loop's entry says what that means. Started: only the connection can say that it went wrong.
        if ((exception is OperationCanceledException && CancelScope.Current is { IsCanceled: true }) || http.Response.HasStarted)
            return Task.FromException(exception);
        var error = Handled(http, exception) ?? exception as ApiError ?? Known(exception);
        http.Response.Clear();
        if (error is not null)
        {
            ApiLog.Answered(core.Logger, http.Request.Method, http.Request.Path, error.Status, error.Detail);
            return ProblemWriter.WriteAsync(http, error, core.Options.InvalidInputStatus);
        }

        http.Features.Get<IUnhandledErrors>()?.Report(exception);
        ApiLog.Failed(core.Logger, http.Request.Method, http.Request.Path, exception);
        return ProblemWriter.WriteAsync(
            http,
            StatusCodes.Status500InternalServerError,
            "Internal Server Error",
            _showExceptions ? exception.Message : null,
            null,
            writer =>
            {
                writer.WriteString("traceId", System.Diagnostics.Activity.Current?.Id ?? http.TraceIdentifier);
                if (_showExceptions)
                    writer.WriteString("exception", exception.ToString());
            });
    }

    /// <summary>The handlers of the endpoint's groups from the inside out, then the app's; the nearest type wins within one place.</summary>
    private ApiError? Handled(HttpContext http, Exception exception)
    {
        var groups = http.GetEndpoint()?.Metadata.GetOrderedMetadata<ErrorHandler>() ?? [];
        foreach (var handler in groups.Reverse().Concat(core.ErrorHandlers))
        {
            if (handler.Exception.IsInstanceOfType(exception) && handler.Handle(exception) is { } error)
                return error;
        }

        return null;
    }

    /// <summary>What ASP.NET itself throws about bad requests: the body is too large, too slow, cut off.</summary>
    private static ApiError? Known(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: 413 } bad => new PayloadTooLarge(bad.Message, bad),
        BadHttpRequestException { StatusCode: >= 400 and < 500 } bad => new OtherError(bad.StatusCode, bad.Message),
        _ => null,
    };

    private sealed class OtherError : ApiError
    {
        internal OtherError(int status, string detail)
            : base(detail)
        {
            Status = status;
            Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
        }
    }
}
