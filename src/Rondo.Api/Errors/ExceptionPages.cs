using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api.Errors;

/// <summary>
/// Answers the exceptions that reach ASP.NET's own error pages: the app's errors behind <c>UseExceptionHandler</c>, and in
/// development every exception. A browser gets the developer exception page for a defect.
/// </summary>
internal sealed class ExceptionPages(ErrorAnswers answers) : IExceptionHandler, IDeveloperPageExceptionFilter
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var answering = answers.AnswerAsync(httpContext, exception);
        if (answering.IsFaulted && answering.Exception.InnerException == exception)
            return false;
        await answering;
        return true;
    }

    public async Task HandleExceptionAsync(ErrorContext errorContext, Func<ErrorContext, Task> next)
    {
        var accepted = errorContext.HttpContext.Request.Headers.Accept.ToString();
        var isBrowser = accepted.Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (!isBrowser)
            await answers.AnswerAnyAsync(errorContext.HttpContext, errorContext.Exception, isLogged: true);
        else if (!await TryHandleAsync(errorContext.HttpContext, errorContext.Exception, default))
            await next(errorContext);
    }
}
