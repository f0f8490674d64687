namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/settings.md.</summary>
public class SettingsPage
{
    // begin api-settings
    [Settings("KITCHEN")]
    public sealed record KitchenSettings
    {
        public required Uri DatabaseUrl { get; init; }

        [Range(1, 100)]
        public int Tables { get; init; } = 20;

        public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

        public IReadOnlyList<string> Chefs { get; init; } = [];

        public string? ApiKey { get; init; } // masked in reports, by its name
    }
    // end api-settings

    [Fact]
    public void Settings_come_from_the_environment()
    {
        // begin api-settings-test
        var sources = new SettingsSources
        {
            DotEnvFile = null,
            Environment = new Dictionary<string, string> { ["KITCHEN_DATABASE_URL"] = "sqlite:///kitchen.db", ["KITCHEN_CHEFS"] = "ann,bob", ["KITCHEN_TIMEOUT"] = "2m" },
        };
        var settings = SettingsLoader.Load<KitchenSettings>(["--tables", "30"], sources);
        // end api-settings-test
        Assert.Equal(["ann", "bob"], settings.Chefs);
        Assert.Equal((30, TimeSpan.FromMinutes(2)), (settings.Tables, settings.Timeout));
    }

    [Fact]
    public void One_report_says_everything_that_is_wrong()
    {
        var sources = new SettingsSources { DotEnvFile = null, Environment = new Dictionary<string, string> { ["KITCHEN_TABLES"] = "many", ["KITCHEN_TIMEOUT"] = "5" } };
        var report = Assert.Throws<SettingsException>(() => SettingsLoader.Load<KitchenSettings>([], sources)).Message;
        Assert.Contains(report.ReplaceLineEndings("\n"), Repository.Read("docs/guide/api/settings.md"), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Settings_are_a_service()
    {
        var args = new[] { "--database-url", "sqlite:///kitchen.db" };
        // begin api-settings-use
        var settings = SettingsLoader.Load<KitchenSettings>(args);
        var builder = RondoApp.CreateBuilder(args);
        builder.Services.AddSingleton(settings);
        var app = builder.Build();
        app.Get("/tables", ([FromServices] KitchenSettings settings) => settings.Tables);
        // end api-settings-use
        await using var client = await TestClient.StartAsync(app);
        Assert.Equal("20", await client.GetStringAsync("/tables"));
    }
}
