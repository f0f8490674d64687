namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>An app of the guide, and a client of it.</summary>
internal static class GuideApp
{
    internal static RondoApp Build(Action<RondoApp> map, Action<RondoAppBuilder>? setup = null)
    {
        var app = RondoApp.Create(["--hostBuilder:reloadConfigOnChange=false"], builder =>
        {
            builder.Logging.ClearProviders();
            setup?.Invoke(builder);
        });
        map(app);
        return app;
    }

    /// <summary>Answers as in production: what the app did not expect is a 500.</summary>
    internal static Task<TestClient> StartAsync(Action<RondoApp> map, Action<RondoAppBuilder>? setup = null) =>
        TestClient.StartAsync(Build(map, setup), static options => (options.ThrowServerErrors, options.FollowRedirects) = (false, false));
}
