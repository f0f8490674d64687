using Rondo.Http;

namespace Kitchen.Upstream;

/// <summary>What calls the upstream.</summary>
public static class UpstreamEndpoints
{
    /// <summary>Registers the upstream and its clients.</summary>
    public static void AddUpstream(this IServiceCollection services)
    {
        services.AddSingleton<LoopHttpClients>();
        services.AddSingleton<UpstreamService>();
    }

    /// <summary>Maps the endpoints.</summary>
    public static void MapUpstream(this IEndpointRouteBuilder app)
    {
        app.MapGet("/external", ExternalEndpoint.Get);
        app.MapGet("/aggregate", AggregateEndpoint.Get);
    }
}
