using Rondo.Http;

namespace Kitchen.Upstream;

/// <summary>What calls another service.</summary>
internal static class UpstreamEndpoints
{
    internal static void AddUpstream(this RondoAppBuilder builder)
    {
        builder.Services.AddSingleton<LoopHttpClients>();
        builder.Services.AddSingleton<UpstreamService>();
    }

    internal static void MapUpstream(this RondoApp app)
    {
        var upstream = app.Group("", "Upstream");
        upstream.Include(typeof(ExternalEndpoint));
        upstream.Include(typeof(AggregateEndpoint));
    }
}
