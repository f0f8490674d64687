using Microsoft.Extensions.Logging;

namespace Rondo.OpenTelemetry.Tests;

/// <summary>A backend that people look at: traces and logs of an app arrive in the Aspire dashboard.</summary>
[Collection("Activities")]
public sealed class AspireDashboardTests
{
    [Fact, Trait("Speed", "Slow")]
    public async Task Traces_and_logs_arrive()
    {
        Assert.SkipUnless(File.Exists(AspireDashboard.Program), "The package of the Aspire dashboard is for Linux on x64.");
        await using var dashboard = await AspireDashboard.StartAsync();
        string[] arguments =
        [
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={dashboard.Receiver}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_SERVICE_NAME=kitchen",
            "--urls=http://127.0.0.1:0",
        ];
        await using (var app = RondoApp.Create(arguments, static builder => builder.AddDatabase("sqlite::memory:").AddTelemetry()))
        {
            app.Get("/soup", static (Database db, ILogger<AspireDashboardTests> log) =>
            {
                log.LogInformation("Soup is served.");
                return db.ScalarAsync<int>($"SELECT 7");
            });
            await app.StartAsync();
            using var client = new HttpClient();
            Assert.Equal("7", await client.GetStringAsync(new Uri($"{app.Urls.First()}/soup")));
            await app.StopAsync();
        } // stopping flushes

        await WaitForAsync(dashboard, "resources", "kitchen");
        await WaitForAsync(dashboard, "traces", "GET /soup");
        await WaitForAsync(dashboard, "traces", "SELECT 7");
        await WaitForAsync(dashboard, "logs", "Soup is served.");
    }

    private static async Task WaitForAsync(AspireDashboard dashboard, string kind, string text)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!(await dashboard.GetAsync(kind)).GetRawText().Contains(text, StringComparison.Ordinal))
            await Task.Delay(20, patience.Token);
    }
}
