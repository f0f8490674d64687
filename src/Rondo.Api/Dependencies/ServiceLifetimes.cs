using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Api.Dependencies;

/// <summary>How long the app's services live, which the built provider does not say.</summary>
internal sealed class ServiceLifetimes(IServiceCollection services)
{
    /// <summary>Whether each request has a service of its own. The last registration counts.</summary>
    internal bool IsScoped(Type type) =>
        (services.LastOrDefault(service => service.ServiceType == type)
            ?? services.LastOrDefault(
                service => type.IsGenericType
                && service.ServiceType == type.GetGenericTypeDefinition()))?.Lifetime == ServiceLifetime.Scoped;
}
