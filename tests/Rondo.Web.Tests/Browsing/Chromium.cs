using System.Diagnostics;
using System.Text.Json.Nodes;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Browsing;

/// <summary>A headless Chromium of the test's own.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly Process _process;
    private readonly string _profile;
    private readonly DevTools _tools;

    private Chromium(Process process, string profile, DevTools tools) => (_process, _profile, _tools) = (process, profile, tools);

    /// <summary>Starts one. Where none is installed the test is skipped, or fails on a build server, which has to have one.</summary>
    internal static async Task<Chromium> StartAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(static folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
        if (program is null)
        {
            const string Why = "No Chromium is installed: apt-get install chromium.";
            Assert.False(string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase), Why);
            Assert.Skip(Why);
        }

        var profile = Directory.CreateTempSubdirectory("rondo-chromium-").FullName;
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        ];
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var address = Eventually.Source<Uri>();
        process.ErrorDataReceived += (_, line) =>
        {
            const string Mark = "DevTools listening on ";
            if (line.Data?.StartsWith(Mark, StringComparison.Ordinal) == true)
                address.TrySetResult(new Uri(line.Data[Mark.Length..]));
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            return new Chromium(process, profile, await DevTools.ConnectAsync(await address.Task.WaitAsync(TimeSpan.FromSeconds(60))));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Opens a page in a window of its own, with its own cookies and storage.</summary>
    internal async Task<BrowserPage> OpenAsync(Uri address, bool dark = false)
    {
        var context = (await _tools.SendAsync("Target.createBrowserContext")).GetProperty("browserContextId").GetString();
        var target = (await _tools.SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank", ["browserContextId"] = context })).GetProperty("targetId").GetString();
        var session = (await _tools.SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true })).GetProperty("sessionId").GetString()!;
        var page = new BrowserPage(_tools, session);
        await page.GoAsync(address, dark);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _tools.DisposeAsync();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A straggler among its processes may still be writing; the folder is a temporary one.
        }
    }
}
