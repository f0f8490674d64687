namespace Rondo.Web.Tests.Testing;

/// <summary>Apps as a test would build them.</summary>
internal static class Apps
{
    internal static WebApplication Build(Action<WebApplication> map, Action<WebApplicationBuilder>? build = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseRondo();
        build?.Invoke(builder);
        var app = builder.Build();
        map(app);
        return app;
    }
}
