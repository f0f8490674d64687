using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api;

/// <summary>
/// Answers the exceptions that reach ASP.NET's own error pages: the app's errors behind <c>UseExceptionHandler</c>, and in
/// development every exception. A browser gets the developer exception page for a defect.
/// </summary>
internal sealed class ExceptionPages(ApiCore core) : IExceptionHandler, IDeveloperPageExceptionFilter
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var answering = core.Errors.AnswerAsync(httpContext, exception);
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
            await core.Errors.AnswerAnyAsync(errorContext.HttpContext, errorContext.Exception, isLogged: true);
        else if (!await TryHandleAsync(errorContext.HttpContext, errorContext.Exception, default))
            await next(errorContext);
    }
}
