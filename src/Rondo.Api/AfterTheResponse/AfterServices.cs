using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Rondo.Api.AfterTheResponse;

/// <summary>The service behind <see cref="After"/>.</summary>
internal static class AfterServices
{
    internal static IServiceCollection AddAfter(this IServiceCollection services, Action<AfterOptions>? configure = null)
    {
        if (configure is not null)
            services.Configure(configure);
        else
            services.AddOptions();
        if (services.Any(static service => service.ServiceType == typeof(AfterWork)))
            return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AfterWork>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<AfterWork>());
        return services;
    }
}
