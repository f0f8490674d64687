using Microsoft.AspNetCore.Http;

namespace Rondo.Api.Errors;

/// <summary>
/// Writes the problems of ASP.NET's own parts (<c>Results.Problem</c>, status-code pages, exception handlers) as those of the framework.
/// </summary>
internal sealed class ProblemDetailsWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context) =>
        new(ProblemWriter.WriteAsync(context.HttpContext, context.ProblemDetails, context.Exception));
}
