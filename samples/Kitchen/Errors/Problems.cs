
namespace Kitchen.Errors;

/// <summary>Every error is <c>application/problem+json</c> (RFC 9457).</summary>
public static class Problems
{
    /// <summary>422 with everything that is wrong.</summary>
    public static IResult Unprocessable(IReadOnlyList<FieldError> errors) => Results.Problem(
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The request has errors.",
        detail: string.Join(" ", errors.Select(error => error.Message)),
        extensions: new Dictionary<string, object?> { ["errors"] = errors });

    /// <summary>Registers what writes problems.</summary>
    public static void AddProblems(this IServiceCollection services) => services.AddProblemDetails(options =>
        options.CustomizeProblemDetails = static problem => problem.ProblemDetails.Extensions.Remove("traceId"));

    /// <summary>Turns exceptions and bare status codes into problems.</summary>
    public static void UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = static exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
    }
}
