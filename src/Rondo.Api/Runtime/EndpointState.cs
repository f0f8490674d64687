using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Api.Runtime;

/// <summary>What one endpoint knows from the time it is built.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EndpointState
{
    private readonly EndpointDescription _description;

    internal EndpointState(EndpointBuilder endpoint, EndpointDescription description)
    {
        _description = description;
        Endpoint = endpoint.DisplayName ?? description.Handler;
        Services = endpoint.ApplicationServices;
        Core = Services.GetService<ApiCore>() ?? throw new InvalidOperationException(
            $"{Endpoint} needs Rondo's services: create the app with RondoApp.Create(args), or call builder.Services.AddRondoApi().");
        Guards = [.. Core.Guards, .. endpoint.Metadata.OfType<Guard>()];
        Status = endpoint.Metadata.OfType<StatusAttribute>().LastOrDefault()?.Status ?? description.Output.Status;
        endpoint.Metadata.Add(new EndpointGuards(Guards));
        description.Populate?.Invoke(endpoint);
    }

    /// <summary>The status of a successful answer.</summary>
    public int Status { get; }

    /// <summary>Whether dependencies of groups or of the app run before the handler.</summary>
    public bool HasGuards => Guards.Length > 0;

    internal string Endpoint { get; }

    internal IServiceProvider Services { get; }

    internal ApiCore Core { get; }

    internal Guard[] Guards { get; }

    /// <summary>How the app's JSON options read and write <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">They do not know the type, and reflection is off.</exception>
    public JsonTypeInfo<T> Json<T>() => Core.Json<T>(Endpoint);

    /// <summary>Checks at start what the compiler cannot: that the service is registered.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public void RequireService<T>(string parameter)
    {
        if (Services.GetService<IServiceProviderIsService>() is { } known && !known.IsService(typeof(T)))
        {
            throw new InvalidOperationException(
                $"{Endpoint}: its parameter '{parameter}' is a service of type {typeof(T)}, which is not registered. " +
                $"Register it (builder.Services.AddSingleton<{typeof(T).Name}>()), or write a [Dependency] function that returns it, or mark the parameter [FromBody].");
        }
    }

    /// <summary>Checks at start that a parameter taken from the body is not a service.</summary>
    /// <exception cref="InvalidOperationException">It is one.</exception>
    public void RefuseService<T>(string parameter)
    {
        if (Services.GetService<IServiceProviderIsService>() is { } known && known.IsService(typeof(T)))
        {
            throw new InvalidOperationException(
                $"{Endpoint}: its parameter '{parameter}' of type {typeof(T)} is read from the body, and a service of that type is registered. Mark it [FromServices] or [FromBody].");
        }
    }

    internal RequestDelegate Build(Func<EndpointState, RequestDelegate> build) => build(this);

    /// <summary>The pieces of the request's dependencies: call it where there are any.</summary>
    public Call Begin(HttpContext http) => new(http, this);
}
