namespace Kitchen.Basics;

/// <summary>The small endpoints.</summary>
internal static class BasicsEndpoints
{
    internal static void MapBasics(this RondoApp app)
    {
        var basics = app.Group("", "Basics");
        basics.Include(typeof(IndexEndpoint));
        basics.Include(typeof(HelloEndpoints));
        basics.Include(typeof(HealthEndpoint));
        basics.Include(typeof(EchoEndpoint));
        basics.Include(typeof(SleepEndpoint));
    }
}
