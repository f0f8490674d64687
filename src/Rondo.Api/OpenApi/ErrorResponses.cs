using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Rondo.Api.Errors;
using Rondo.Api.Runtime;
using Rondo.Api.Security;

namespace Rondo.Api.OpenApi;

/// <summary>The errors that an operation may answer: those that its code throws and declares, and those of its input, its body,
/// its limits and its callers.</summary>
internal sealed class ErrorResponses(ErrorAnswers answers, SecurityRequirements security, LimitStatuses limits)
{
    /// <param name="operation">The operation.</param>
    /// <param name="docs">The endpoint's description; null for one of ASP.NET's own.</param>
    /// <param name="metadata">The endpoint's metadata.</param>
    /// <param name="document">Takes the schemas.</param>
    internal void Write(OpenApiOperation operation, EndpointDocs? docs, IList<object> metadata, OpenApiDocument document)
    {
        var responses = operation.Responses ??= [];
        var errors = metadata.OfType<IDeclaredError>().Select(static declared => declared.Error).Concat(docs is null ? [] : Of(docs))
            .Distinct().ToList();
        foreach (var error in errors.OrderBy(StatusOf).ThenBy(static error => error.FullName, StringComparer.Ordinal))
            Add(responses, StatusOf(error), ProblemAttribute.Of(error).Title, Problems.Reference(document, error));
        foreach (var status in docs?.ErrorStatuses ?? [])
            Add(responses, status, ReasonPhrases.GetReasonPhrase(status), Problems.Reference(document));
        foreach (var status in limits.Of(metadata).Concat(Secure(operation, document, metadata)))
            AddWhereAbsent(responses, status, document);
        if (docs is not null)
            FillBare(responses, document);
    }

    private static IEnumerable<Type> Of(EndpointDocs docs)
    {
        foreach (var error in docs.Errors)
            yield return error;
        if (docs.CanBeInvalid)
            yield return typeof(InvalidInput);
        if (docs.ReadsUpload)
            yield return typeof(BadRequest);
        if (docs.ReadsBody || docs.ReadsRaw)
            yield return typeof(PayloadTooLarge);
        if (docs.ReadsBody)
            yield return typeof(UnsupportedMediaType);

        if (docs.Description.Output.Kind == OutputKind.Socket)
        {
            yield return typeof(Forbidden); // a page of another site
            yield return typeof(UpgradeRequired);
        }
    }

    private int StatusOf(Type error) =>
        error == typeof(InvalidInput) ? answers.Options.InvalidInputStatus : ProblemAttribute.Of(error).Status;

    /// <summary>Names the schemes, and returns the statuses of callers who are refused.</summary>
    private IEnumerable<int> Secure(OpenApiOperation operation, OpenApiDocument document, IList<object> metadata)
    {
        if (security.Of(metadata) is not { } needed)
            return [];
        // One of them is enough.
        if (needed.Schemes.Count > 0)
            operation.Security = [.. needed.Schemes.Select(scheme =>
                new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, document)] = [.. needed.Scopes] })];
        return needed.CanForbid ? [StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden] : [StatusCodes.Status401Unauthorized];
    }

    /// <summary>Adds an error to those of its status.</summary>
    private static void Add(OpenApiResponses responses, int status, string title, IOpenApiSchema schema)
    {
        var key = status.ToString(CultureInfo.InvariantCulture);
        if (responses.TryGetValue(key, out var known) && known is OpenApiResponse response)
        {
            if (response.Description?.Split(", or: ").Contains(title, StringComparer.Ordinal) != true)
                response.Description += ", or: " + title;
        }
        else
        {
            responses[key] = response = new OpenApiResponse { Description = title };
        }

        response.Content ??= new Dictionary<string, OpenApiMediaType>();
        if (!response.Content.TryGetValue(ProblemWriter.ContentType, out var media))
            response.Content[ProblemWriter.ContentType] = media = new OpenApiMediaType();
        media.Schema = Alternatives.Join(media.Schema, schema);
    }

    /// <summary>Adds an error, unless the app has described the answer.</summary>
    private static void AddWhereAbsent(OpenApiResponses responses, int status, OpenApiDocument document)
    {
        if (!responses.TryGetValue(status.ToString(CultureInfo.InvariantCulture), out var known)
            || known is OpenApiResponse { Content: null or { Count: 0 } })
            Add(responses, status, known?.Description ?? ReasonPhrases.GetReasonPhrase(status), Problems.Reference(document));
    }

    /// <summary>A result without a body, as <c>TypedResults.NotFound()</c>, becomes a problem on its way out.</summary>
    private static void FillBare(OpenApiResponses responses, OpenApiDocument document)
    {
        foreach (var status in responses.Keys.Select(static key => int.TryParse(key, CultureInfo.InvariantCulture, out var status)
            ? status : 0).Where(static status => status >= 400).ToList())
            AddWhereAbsent(responses, status, document);
    }
}
