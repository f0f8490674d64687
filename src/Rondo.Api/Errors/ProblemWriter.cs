using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rondo.Server.Requests;

namespace Rondo.Api.Errors;

/// <summary>
/// Sends problems (RFC 9457), as ASP.NET's <see cref="ProblemDetailsOptions"/> and an <see cref="IProblemDetailsWriter"/> of the
/// app's want them.
/// </summary>
internal static class ProblemWriter
{
    internal const string ContentType = "application/problem+json";

    private static readonly Dictionary<string, string> s_noHeaders = [];
    private static readonly Dictionary<string, object?> s_noExtensions = [];

    /// <summary>A problem that is known by its status alone.</summary>
    internal static ProblemDetails Problem(int status) => new() { Status = status, Title = ReasonPhrases.GetReasonPhrase(status) };

    internal static Task WriteAsync(HttpContext http, ApiError error, ErrorAnswers answers)
    {
        var invalid = error as InvalidInput;
        var status = invalid is null ? error.Status : answers.Options.InvalidInputStatus;
        ErrorLog.Answered(answers.Logger, http.Request.Method, http.Request.Path, status, error.Detail);
        foreach (var (name, value) in error.HeadersIfAny ?? s_noHeaders)
            SetHeader(http, answers, name, value);
        var problem = new ProblemDetails { Status = status, Title = error.Title, Detail = error.Detail, Type = error.Type };
        if (invalid is not null)
            problem.Extensions[ProblemJson.Errors] = invalid.Errors;
        foreach (var (name, value) in error.ExtensionsIfAny ?? s_noExtensions)
            problem.Extensions[name] = value;
        return WriteAsync(http, problem, error);
    }

    /// <summary>Sends a problem. One that cannot be written is logged, and the caller gets its status and title.</summary>
    /// <param name="http">The request, whose response has not started.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="cause">The exception that it tells of, if any.</param>
    internal static Task WriteAsync(HttpContext http, ProblemDetails problem, Exception? cause)
    {
        var answers = http.RequestServices.GetRequiredService<ErrorAnswers>();
        var status = problem.Status ??= http.Response.StatusCode;
        var title = problem.Title ??= ReasonPhrases.GetReasonPhrase(status);
        var context = new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem, Exception = cause };
        http.Response.StatusCode = status;
        byte[] content;
        try
        {
            var writer = http.RequestServices.GetServices<IProblemDetailsWriter>().FirstOrDefault(IsOfTheApp);
            if (writer?.CanWrite(context) == true)
                return writer.WriteAsync(context).AsTask();
            http.RequestServices.GetService<IOptions<ProblemDetailsOptions>>()?.Value.CustomizeProblemDetails?.Invoke(context);
            content = ProblemJson.Write(context.ProblemDetails, cause as InvalidInput, answers.JsonOptions);
            http.Response.StatusCode = context.ProblemDetails.Status ?? status;
        }
        catch (Exception exception)
        {
            ErrorLog.ProblemFailed(answers.Logger, http.Request.Method, http.Request.Path, status, exception);
            http.Response.StatusCode = status;
            content = ProblemJson.Write(new ProblemDetails { Status = status, Title = title }, null, answers.JsonOptions);
        }

        return SendAsync(http, content);
    }

    private static Task SendAsync(HttpContext http, byte[] content)
    {
        EarlyContent.Drop(http);
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = content.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(content).AsTask();
    }

    private static bool IsOfTheApp(IProblemDetailsWriter writer) =>
        writer is not ProblemDetailsWriter
        && writer.GetType().Assembly.GetName().Name?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) != true;

    private static void SetHeader(HttpContext http, ErrorAnswers answers, string name, string value)
    {
        try
        {
            http.Response.Headers[name] = value;
        }
        catch (InvalidOperationException exception)
        {
            // the server refuses its characters
            ErrorLog.HeaderFailed(answers.Logger, http.Request.Method, http.Request.Path, name, exception);
        }
    }
}
