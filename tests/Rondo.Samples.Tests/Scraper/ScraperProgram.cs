using System.Diagnostics;
using System.Text.Json;

namespace Rondo.Samples.Tests.Scraper;

/// <summary>The sample Scraper as a process, with an output of its own.</summary>
internal sealed class ScraperProgram : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-scraper-").FullName;

    internal string Output => Path.Combine(_folder, "pages.jsonl");

    /// <summary>Starts the program. Its standard error is collected.</summary>
    internal Process Start(params string[] arguments)
    {
        string[] command = ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "Scraper.dll"), .. arguments, "--output", Output];
        // A shell starts its background jobs with SIGINT ignored, and both these tests and the program would inherit that.
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT", .. command];
        return Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>The exit code, and the text on standard error.</returns>
    internal async Task<(int Status, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await errors);
    }

    /// <summary>Reads the output; each line has to be whole.</summary>
    internal List<JsonElement> Pages() => [.. File.ReadLines(Output).Select(static line => JsonElement.Parse(line))];

    internal List<string> Paths() => [.. Pages().Select(static page => new Uri(page.GetProperty("url").GetString()!).PathAndQuery).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
