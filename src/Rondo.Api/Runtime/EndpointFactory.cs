using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Rondo.Api.Errors;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: puts an endpoint into the route table.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class EndpointFactory
{
    private static readonly RequestDelegate s_notBuilt = static _ =>
        throw new InvalidOperationException("The endpoint was called before it was built.");

    /// <summary>A delegate as its natural type, which generated code can write only as a lambda.</summary>
    public static T Cast<T>(Delegate handler, T pattern)
        where T : Delegate => (T)handler;

    /// <summary>Adds an endpoint. Its delegate is built when routing asks for it, when every group has had its say.</summary>
    public static RouteHandlerBuilder Map(
        IEndpointRouteBuilder routes, string pattern, IEnumerable<string> methods, EndpointDescription description,
            Func<EndpointState, RequestDelegate> build)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(description);
        var handler = s_notBuilt;
        var builder = routes.MapMethods(pattern, methods, http => handler(http));
        builder.Add(endpoint =>
        {
            endpoint.DisplayName =
                $"{string.Join(',', methods)} {(endpoint as RouteEndpointBuilder)?.RoutePattern.RawText} => {description.Handler}";
            description.AddTo(endpoint.Metadata);
        });
        builder.Finally(endpoint =>
        {
            handler = new EndpointState(endpoint, description).Build(build);
            if (endpoint.FilterFactories.Count == 0)
                endpoint.RequestDelegate = handler; // routing has put filters around its own delegate, which continues to the handler
            ErrorAnswers.Wrap(endpoint);
        });
        return new RouteHandlerBuilder([builder]);
    }

    /// <summary>Runs a dependency before the endpoints of a group, ASP.NET's own among them.</summary>
    public static TBuilder AddGroupDependency<TBuilder>(TBuilder builder, GroupDependency dependency)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(dependency));
        builder.Finally(GuardedEndpoint.Wrap);
        return builder;
    }

    /// <summary>Reads the metadata of a result type of ASP.NET: statuses and bodies for the docs.</summary>
    public static void Populate<TResult>(System.Reflection.MethodInfo handler, EndpointBuilder builder)
        where TResult : IEndpointMetadataProvider => TResult.PopulateMetadata(handler, builder);

    /// <summary>For the declared methods that only the generator's interceptors make work.</summary>
    public static InvalidOperationException NotGenerated(string method, string pattern) => new(
        $"{method}(\"{pattern}\", …) was compiled without Rondo's generator, so nothing knows how to bind its parameters. " +
        "Write the handler as a lambda or a method at the call itself, and reference the package Rondo.Api (or, by project, "
            + "Rondo.Generators as an analyzer, with " +
        "<InterceptorsNamespaces>$(InterceptorsNamespaces);Rondo.Api.Generated</InterceptorsNamespaces>).");
}
