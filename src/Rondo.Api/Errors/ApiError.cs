using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Errors;

namespace Rondo.Api;

/// <summary>
/// An answer that is an error: thrown anywhere below a handler, it becomes a problem (RFC 9457) with its status. Derive from it,
/// or throw one of the ready-made ones: <see cref="NotFound"/>, <see cref="Conflict"/>, <see cref="Forbidden"/>.
/// </summary>
/// <remarks>
/// An error is a result too: a handler, a guard or <c>OnError</c> may return it. A class says its status with
/// <see cref="ProblemAttribute"/>, from which the docs read it. An error is no defect of the program: it is logged at debug level only.
/// </remarks>
public abstract class ApiError : Exception, IResult
{
    private Dictionary<string, object?>? _extensions;
    private Dictionary<string, string>? _headers;

    /// <summary>Creates the error with a sentence for the caller.</summary>
    /// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
    protected ApiError(string? detail = null)
        : this(detail, null)
    {
    }

    /// <inheritdoc cref="ApiError(string?)"/>
    /// <param name="detail">The details of the problem, with values and a remedy; null for the title alone.</param>
    /// <param name="cause">The cause; never shown to the caller.</param>
    protected ApiError(string? detail, Exception? cause)
        : base(detail, cause)
    {
        Detail = detail;
        var problem = ProblemAttribute.Of(GetType());
        (Status, Title, Type) = (problem.Status, problem.Title, problem.Type);
    }

    /// <summary>The response's status code.</summary>
    public int Status { get; protected init; }

    /// <summary>The kind of the problem, the same for each of its kind.</summary>
    /// <value>Default: the status's reason phrase.</value>
    public string Title { get; protected init; }

    /// <summary>The details of the problem.</summary>
    public string? Detail { get; }

    /// <summary>A URI that names the kind of problem.</summary>
    /// <value>Default: null, which RFC 9457 reads as <c>about:blank</c>.</value>
    public string? Type { get; protected init; }

    /// <summary>Further members of the problem's JSON: strings, numbers, booleans, or types that the app's JSON options know.</summary>
    public IDictionary<string, object?> Extensions => _extensions ??= [];

    /// <summary>Headers of the response: <c>Retry-After</c>, <c>WWW-Authenticate</c>.</summary>
    public IDictionary<string, string> Headers => _headers ??= new(StringComparer.OrdinalIgnoreCase);

    internal IReadOnlyDictionary<string, object?>? ExtensionsIfAny => _extensions;

    internal IReadOnlyDictionary<string, string>? HeadersIfAny => _headers;

    Task IResult.ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return ProblemWriter.WriteAsync(httpContext, this, httpContext.RequestServices.GetRequiredService<ErrorAnswers>());
    }
}
