using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Rondo.OpenTelemetry.Tests;

/// <summary>The standalone Aspire dashboard, from its package, on ports of the system's choice.</summary>
internal sealed class AspireDashboard : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly TaskCompletionSource<string> _page = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _receiver = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AspireDashboard()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Program, File.GetUnixFileMode(Program) | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, WorkingDirectory = Path.GetDirectoryName(Program) };
        foreach (var name in new[] { "ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL" })
            start.Environment[name] = "http://127.0.0.1:0";
        foreach (var name in new[] { "ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "ASPIRE_DASHBOARD_API_ENABLED" })
            start.Environment[name] = "true";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data?.Trim() ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
    }

    /// <summary>Gets the path of the program; there may be none for this system.</summary>
    internal static string Program { get; } = typeof(AspireDashboard).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static each => each.Key == "AspireDashboard").Value!;

    /// <summary>Gets the address that takes OTLP over HTTP.</summary>
    internal string Receiver => _receiver.Task.Result;

    internal static async Task<AspireDashboard> StartAsync()
    {
        var dashboard = new AspireDashboard();
        await Task.WhenAll(dashboard._page.Task, dashboard._receiver.Task).WaitAsync(TimeSpan.FromMinutes(1));
        return dashboard;
    }

    /// <summary>Returns what the dashboard has received of a kind: traces, logs or resources.</summary>
    internal async Task<JsonElement> GetAsync(string kind) =>
        JsonElement.Parse(await _client.GetStringAsync(new Uri($"{await _page.Task}/api/telemetry/{kind}")));

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
    }

    private void Take(string line)
    {
        if (line.StartsWith("Now listening on: ", StringComparison.Ordinal))
            _page.TrySetResult(line[18..]);
        else if (line.StartsWith("OTLP/HTTP listening on: ", StringComparison.Ordinal))
            _receiver.TrySetResult(line[24..]);
    }
}
