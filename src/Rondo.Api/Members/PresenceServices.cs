using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Api.Members;

/// <summary>The service behind <see cref="Presence"/>.</summary>
internal static class PresenceServices
{
    internal static void AddPresence(this IServiceCollection services)
    {
        services.AddOptions<PresenceOptions>();
        services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Add(PresenceJson.Default));
        services.AddSingleton<PresenceTable>();
        services.AddSingleton(static provider => new Presence(provider.GetRequiredService<PresenceTable>()));
        services.AddHostedService<PresenceHost>();
    }
}
