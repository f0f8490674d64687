using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Api.OpenApi;

/// <summary>
/// Describes endpoints that answer every method, which ASP.NET leaves out: <c>app.Map("/x", handler)</c>, and actions of
/// controllers without <c>[HttpGet]</c> and its like. They are documented under one method, POST where they read a body, else GET.
/// </summary>
internal sealed class AnyMethodDescriptions(EndpointDataSource endpoints, IServiceProvider services,
    AnyMethodDescriptions.Describer describer) : IApiDescriptionProvider
{
    public int Order => -950; // after those of ASP.NET, at -1100 and -1000

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        foreach (var action in context.Results.Where(static each => each.HttpMethod is null))
            action.HttpMethod = action.ParameterDescriptions.Any(ReadsBody) ? HttpMethods.Post : HttpMethods.Get;
        var copies = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(static each => each.Metadata.GetMetadata<IHttpMethodMetadata>() is null
                && each.Metadata.GetMetadata<System.Reflection.MethodInfo>() is not null)
            .Select(static each => new RouteEndpoint(each.RequestDelegate!, each.RoutePattern, each.Order, WithMethod(each.Metadata),
                each.DisplayName))
            .ToList<Endpoint>();
        if (copies.Count > 0 && describer.Type is { } type)
            ((IApiDescriptionProvider)ActivatorUtilities.CreateInstance(services, type, new DefaultEndpointDataSource(copies)))
                .OnProvidersExecuting(context);
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }

    private static EndpointMetadataCollection WithMethod(EndpointMetadataCollection metadata) =>
        new([.. metadata, new HttpMethodMetadata([metadata.GetMetadata<IAcceptsMetadata>() is null ? HttpMethods.Get : HttpMethods.Post])]);

    private static bool ReadsBody(ApiParameterDescription parameter) =>
        parameter.Source == BindingSource.Body || parameter.Source == BindingSource.Form || parameter.Source == BindingSource.FormFile;

    /// <summary>ASP.NET's provider for its own endpoints, which is not public: <c>EndpointMetadataApiDescriptionProvider</c>.</summary>
    internal sealed class Describer(IServiceCollection services)
    {
        private readonly ServiceDescriptor? _service = services.LastOrDefault(static each =>
            each.ServiceType == typeof(IApiDescriptionProvider)
                && each.ImplementationType?.Name == "EndpointMetadataApiDescriptionProvider");

        [System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(
            System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)]
        internal Type? Type => _service?.ImplementationType;
    }
}
