using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Rondo.Generators.Tests.Packaging;

/// <summary>A program of one file, with <c>dotnet run app.cs</c>, on packages made of this checkout.</summary>
[Trait("Category", "Slow")]
public sealed partial class FileBasedAppTests : IDisposable
{
    private const string App = """
        #:sdk Microsoft.NET.Sdk.Web
        #:package Rondo.Api@0.1.0-local

        var app = RondoApp.Create(args);
        app.Get("/hello/{name}", (string name) => new Greeting($"Hello, {name}!"));
        app.Get("/tiering-delay", () => new Greeting($"{AppContext.GetData("System.Runtime.TieredCompilation.CallCountingDelayMs")} ms"));
        app.Run();

        record Greeting(string Message);
        """;

    private static readonly string s_root = typeof(FileBasedAppTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "RepositoryRoot").Value!;

    private readonly string _folder = Directory.CreateTempSubdirectory("rondo-app-").FullName;

    [Fact]
    public async Task It_is_built_answers_and_ends_well()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var feed = Path.Combine(_folder, "feed");
        // What is built already is packed; under a version of its own, so that no cache has it.
        foreach (var project in new[] { "Rondo", "Rondo.Server", "Rondo.Api" })
            await RunAsync("dotnet", s_root, "pack", Path.Combine(s_root, "src", project), "-c", Configuration, "-o", feed, "-p:PackageVersion=0.1.0-local", "-nologo", "-v", "q");
        Assert.Equal(["Rondo.0.1.0-local.nupkg", "Rondo.Api.0.1.0-local.nupkg", "Rondo.Server.0.1.0-local.nupkg"], Directory.GetFiles(feed).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using (var package = System.IO.Compression.ZipFile.OpenRead(Path.Combine(feed, "Rondo.Api.0.1.0-local.nupkg")))
            Assert.Equal(["Rondo.Generators.CodeFixes.dll", "Rondo.Generators.dll"], package.Entries.Where(static entry => entry.FullName.StartsWith("analyzers/dotnet/cs/", StringComparison.Ordinal)).Select(static entry => entry.Name).Order(StringComparer.Ordinal));

        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), $"""<configuration><packageSources><add key="local" value="{feed}" /></packageSources></configuration>""", cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder, "app.cs"), App, cancellation);
        using var process = Start("dotnet", _folder, ["run", "app.cs", "--", "--urls", "http://127.0.0.1:0"]);
        var address = await AddressAsync(process);
        using var client = new HttpClient();
        Assert.Equal("{\"message\":\"Hello, Ann!\"}", await client.GetStringAsync(new Uri($"{address}/hello/Ann"), cancellation));
        Assert.Equal("{\"message\":\"10 ms\"}", await client.GetStringAsync(new Uri($"{address}/tiering-delay"), cancellation)); // Rondo.Server.props has come along

        // To the program itself: dotnet run waits for it and hands its exit code on.
        await RunAsync("sh", _folder, "-c", $"kill -TERM {await ChildAsync(process)}"); // the shell's own: a small machine has no program of that name
        await process.WaitForExitAsync(cancellation);
        Assert.Equal(0, process.ExitCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Configuration => typeof(FileBasedAppTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static async Task<string> AddressAsync(Process process)
    {
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            lines.Add(line);
            if (Listening().Match(line) is { Success: true } match)
                return match.Groups[1].Value;
        }

        throw new InvalidOperationException(string.Join("\n", lines) + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<int> ChildAsync(Process process)
    {
        var children = await File.ReadAllTextAsync($"/proc/{process.Id}/task/{process.Id}/children", TestContext.Current.CancellationToken);
        if (children.Length > 0)
            return int.Parse(children.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var folder in Directory.GetDirectories($"/proc/{process.Id}/task"))
        {
            var text = await File.ReadAllTextAsync(Path.Combine(folder, "children"), TestContext.Current.CancellationToken);
            if (text.Length > 0)
                return int.Parse(text.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        }

        return process.Id;
    }

    private async Task RunAsync(string file, string folder, params string[] arguments)
    {
        using var process = Start(file, folder, arguments);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{file} {string.Join(' ', arguments)}: {output}{await error}");
    }

    private Process Start(string file, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (folder == _folder)
            start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder, "packages");
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return Process.Start(start)!;
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
