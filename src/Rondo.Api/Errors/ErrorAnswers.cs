using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Api.Runtime;
using Rondo.Server;
using Rondo.Server.Requests;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Rondo.Api.Errors;

/// <summary>
/// Turns exceptions into answers: the errors of the API where they are thrown, so that middleware sees an ordinary response.
/// </summary>
internal sealed class ErrorAnswers(
    IOptions<JsonOptions> json, IOptions<ApiOptions> options, ILoggerFactory loggers, IHostEnvironment environment)
{
    /// <summary>Headers that describe the content of the answer that failed.</summary>
    private static readonly string[] s_content =
    [
        "Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Range", "Content-Disposition",
        "Content-Location",
        "ETag", "Last-Modified", "Expires", "Accept-Ranges", "Trailer",
    ];

    /// <summary>The sign that an endpoint's errors are answered.</summary>
    private static readonly object s_wrapped = new();

    private readonly bool _showsExceptions = options.Value.ShowExceptions ?? environment.IsDevelopment();

    internal ApiOptions Options { get; } = options.Value;

    internal JsonSerializerOptions JsonOptions => json.Value.SerializerOptions;

    internal ILogger Logger { get; } = loggers.CreateLogger("Rondo.Api");

    /// <summary>The app's handlers; those of groups are metadata of their endpoints.</summary>
    internal List<ErrorHandler> Handlers { get; } = [];

    /// <summary>Answers the errors of one endpoint, its filters included.</summary>
    internal static void Wrap(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } handler || endpoint.Metadata.Contains(s_wrapped))
            return;
        if (endpoint.ApplicationServices.GetService<ErrorAnswers>() is not { } answers)
            return;
        endpoint.RequestDelegate = answers.Around(handler);
        endpoint.Metadata.Add(s_wrapped);
    }

    /// <summary>
    /// Answers an error of the API, or an exception that a handler of the app's turns into an answer. Any other is thrown on.
    /// </summary>
    internal Task AnswerAsync(HttpContext http, Exception exception)
    {
        AfterResponse.Discard(http);
        return IsAnswerable(http, exception) && Find(http, exception) is { } answer
            ? SendAsync(http, answer)
            : Task.FromException(exception);
    }

    /// <summary>Answers an exception, an unexpected one with 500.</summary>
    /// <param name="http">The request.</param>
    /// <param name="exception">The exception.</param>
    /// <param name="isLogged">Whether the caller has logged and reported it.</param>
    internal Task AnswerAnyAsync(HttpContext http, Exception exception, bool isLogged = false)
    {
        AfterResponse.Discard(http);
        if (!IsAnswerable(http, exception))
            return Task.FromException(exception);
        if (Find(http, exception) is { } answer)
            return SendAsync(http, answer);
        if (!isLogged)
        {
            http.Features.Get<IUnhandledErrors>()?.Report(exception);
            ErrorLog.Failed(Logger, http.Request.Method, http.Request.Path, exception);
        }

        Clear(http);
        return ProblemWriter.WriteAsync(http, Unexpected(http, StatusCodes.Status500InternalServerError, exception), exception);
    }

    /// <summary>The problem of a defect; in development with the exception.</summary>
    internal ProblemDetails Unexpected(HttpContext http, int status, Exception? exception)
    {
        var problem = ProblemWriter.Problem(status);
        problem.Extensions["traceId"] = System.Diagnostics.Activity.Current?.Id ?? http.TraceIdentifier;
        if (_showsExceptions && exception is not null)
        {
            problem.Detail = exception.Message;
            problem.Extensions["exception"] = new LongText(exception.ToString());
        }

        return problem;
    }

    private RequestDelegate Around(RequestDelegate handler) => http =>
    {
        // No state machine for the requests that are answered at once, nor for those whose answer has begun: only the connection
        // can tell of their errors.
        Task running;
        try
        {
            running = handler(http);
        }
        catch (Exception exception)
        {
            return AnswerHereAsync(http, exception);
        }

        var isDone = running.IsCompletedSuccessfully || (!running.IsCompleted && http.Response.HasStarted);
        return isDone ? running : AwaitAsync(http, running);
    };

    private async Task AwaitAsync(HttpContext http, Task running)
    {
        try
        {
            await running;
        }
        catch (Exception exception)
        {
            await AnswerHereAsync(http, exception);
        }
    }

    /// <summary>
    /// Answers in the endpoint. Content that a middleware has begun to encode cannot be taken back on its inside: the error is
    /// answered in front of it.
    /// </summary>
    private Task AnswerHereAsync(HttpContext http, Exception exception) =>
        http.Response.Headers.ContentEncoding.Count == 0 ? AnswerAsync(http, exception) : Task.FromException(exception);

    /// <summary>A request that its scope has cancelled is answered by the loop's entry.</summary>
    private static bool IsAnswerable(HttpContext http, Exception exception) =>
        !http.Response.HasStarted && !(exception is OperationCanceledException && CancelScope.Current is { IsCanceled: true });

    /// <summary>
    /// The handlers of the endpoint's groups from the inside out, then the app's; the nearest type wins within one place.
    /// </summary>
    private IResult? Find(HttpContext http, Exception exception)
    {
        var groups = http.GetEndpoint()?.Metadata.GetOrderedMetadata<ErrorHandler>() ?? [];
        foreach (var handler in groups.Reverse().Concat(Handlers))
        {
            if (handler.Exception.IsInstanceOfType(exception) && handler.Handle(exception, http) is { } answer)
                return answer;
        }

        return exception switch
        {
            ApiError error => error,
            BadHttpRequestException { StatusCode: 413 } bad => new PayloadTooLarge(bad.Message, bad),
            BadHttpRequestException { StatusCode: >= 400 and < 500 } bad => new HttpError(bad.StatusCode, bad.Message, bad),
            _ => null,
        };
    }

    private Task SendAsync(HttpContext http, IResult answer)
    {
        Clear(http);
        if (answer is ApiError error)
            return ProblemWriter.WriteAsync(http, error, this);
        var status = (answer as IStatusCodeHttpResult)?.StatusCode ?? http.Response.StatusCode;
        ErrorLog.Answered(Logger, http.Request.Method, http.Request.Path, status, answer.GetType().Name);
        return answer.ExecuteAsync(http);
    }

    /// <summary>
    /// Forgets the answer that failed. The headers that middleware has set, its cookies and <c>Vary</c> among them, stay.
    /// </summary>
    private static void Clear(HttpContext http)
    {
        var response = http.Response;
        EarlyContent.Drop(http);
        if (response.Body is { CanSeek: true, Length: > 0 } replaced)
            replaced.SetLength(0);
        response.StatusCode = StatusCodes.Status500InternalServerError;
        foreach (var name in s_content)
            response.Headers.Remove(name);
        // Permission to keep the answer was for the one that failed.
        var caching = response.Headers.CacheControl;
        if (caching.Count > 0 && !caching.ToString().Contains("no-", StringComparison.OrdinalIgnoreCase))
            response.Headers.Remove("Cache-Control");
    }
}
