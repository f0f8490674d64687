using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Rondo.Api.Runtime;

namespace Rondo.Api.OpenApi;

/// <summary>Tells ASP.NET's OpenAPI generator which endpoints there are, and which types need schemas.</summary>
/// <remarks>
/// Its model of an operation (bound model metadata, one type per status) is narrower than ours, so each description names the
/// types alone, each as the response of a status that does not exist; <see cref="OperationWriter"/> takes their schemas from
/// there and writes the
/// operation itself.
/// </remarks>
internal sealed class EndpointDescriptions(EndpointDataSource endpoints, IHostEnvironment environment) : IApiDescriptionProvider
{
    internal const int FirstStatus = 1000;

    public int Order => -900; // after ASP.NET's own provider, which would describe these by the delegate that it does not understand

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<EndpointDescription>() is not { } description
                || endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is { ExcludeFromDescription: true })
                continue;
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
            foreach (var method in methods.Where(method => method != HttpMethods.Head || methods.Count == 1))
                context.Results.Add(Describe(new EndpointDocs(endpoint, description, method)));
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        for (var i = context.Results.Count - 1; i >= 0; i--)
        {
            if (context.Results[i].ActionDescriptor.EndpointMetadata?.OfType<EndpointDescription>().Any() == true
                && EndpointDocs.Of(context.Results[i]) is null)
                context.Results.RemoveAt(i);
        }

        // ASP.NET leaves out what has a method that OpenAPI does not know.
        foreach (var description in context.Results.Where(static each => each.HttpMethod is { } method
            && !AdditionalOperations.IsKnown(method)))
            (description.Properties[typeof(AdditionalOperations)], description.HttpMethod) = (description.HttpMethod!, HttpMethods.Trace);
    }

    private ApiDescription Describe(EndpointDocs docs)
    {
        var description = new ApiDescription
        {
            HttpMethod = docs.Method,
            GroupName = docs.Endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>()?.EndpointGroupName,
            RelativePath = docs.Endpoint.RoutePattern.RawText?.TrimStart('/') ?? "",
            ActionDescriptor = new ActionDescriptor
            {
                DisplayName = docs.Endpoint.DisplayName,
                EndpointMetadata = [.. docs.Endpoint.Metadata],
                RouteValues = { ["controller"] = environment.ApplicationName },
            },
        };
        description.Properties[typeof(EndpointDocs)] = docs;
        for (var i = 0; i < docs.Types.Count; i++)
        {
            description.SupportedResponseTypes.Add(new ApiResponseType
            {
                StatusCode = FirstStatus + i,
                Type = docs.Types[i],
                ApiResponseFormats = [new ApiResponseFormat { MediaType = "application/json" }],
            });
        }

        return description;
    }
}
