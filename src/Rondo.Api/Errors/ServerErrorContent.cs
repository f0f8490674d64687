using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rondo.Server.Http1;

namespace Rondo.Api.Errors;

/// <summary>Makes problems of the errors that Rondo's server answers, behind or before all middleware.</summary>
/// <remarks>
/// An <see cref="IProblemDetailsWriter"/> of the app's is not asked: it may wait, and would write to a response that has failed.
/// </remarks>
internal sealed class ServerErrorContent(IServiceProvider services, ErrorAnswers answers) : IErrorContent
{
    public string ContentType => ProblemWriter.ContentType;

    public ReadOnlySpan<byte> Describe(IFeatureCollection request, int status, Exception? cause)
    {
        var http = new DefaultHttpContext(request);
        // A request that could not be read has no services of its own.
        if (request.Get<IServiceProvidersFeature>() is null)
            request.Set<IServiceProvidersFeature>(new ServiceProvidersFeature { RequestServices = services });
        try
        {
            var problem = Problem(http, status, cause);
            services.GetService<IOptions<ProblemDetailsOptions>>()?.Value.CustomizeProblemDetails?.Invoke(
                new ProblemDetailsContext { HttpContext = http, ProblemDetails = problem, Exception = cause });
            return ProblemJson.Write(problem, null, answers.JsonOptions);
        }
        catch (Exception exception)
        {
            ErrorLog.ProblemFailed(answers.Logger, http.Request.Method, http.Request.Path, status, exception);
            return ProblemJson.Write(ProblemWriter.Problem(status), null, answers.JsonOptions);
        }
    }

    private ProblemDetails Problem(HttpContext http, int status, Exception? cause)
    {
        if (cause is not BadHttpRequestException rejection)
            return answers.Unexpected(http, status, cause);
        var problem = ProblemWriter.Problem(status);
        problem.Detail = rejection.Message;
        return problem;
    }
}
