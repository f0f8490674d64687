using System.Diagnostics;
using System.Reflection;

namespace Rondo.Generators.Tests.Packaging;

/// <summary>All packages, made of this checkout, and a folder for the projects that reference them.</summary>
public sealed class LocalFeed : IDisposable
{
    /// <summary>The name of the test collection: its tests share the packages, and do not build at the same time.</summary>
    internal const string Users = "users of packages";

    /// <summary>Of its own, so that no cache has it.</summary>
    internal const string Version = "0.1.0-local";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("rondo-packages-");

    /// <summary>Called by xunit.</summary>
    public LocalFeed()
    {
        Feed = Path.Combine(_home.FullName, "feed");
        // Packages in the machine's folder are not downloaded again.
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var fallback = Directory.Exists(cache) ? $"""<fallbackPackageFolders><add key="machine" value="{cache}" /></fallbackPackageFolders>""" : "";
        File.WriteAllText(
            Path.Combine(_home.FullName, "nuget.config"),
            $"""<configuration><packageSources><add key="rondo" value="{Feed}" /></packageSources>{fallback}</configuration>""");
    }

    internal static string Root { get; } = typeof(LocalFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static each => each.Key == "RepositoryRoot").Value!;

    /// <summary>The folder with the packages.</summary>
    internal string Feed { get; }

    /// <summary>Makes the packages and installs the templates, the first time.</summary>
    internal async Task PackAsync()
    {
        if (Directory.Exists(Feed))
            return;
        var configuration = typeof(LocalFeed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        await RunAsync(Root, "dotnet", "pack", "Packages.slnf", "-c", configuration, "-o", Feed, $"-p:PackageVersion={Version}", "-nologo", "-v", "q");
        await NewAsync(Feed, "install", Path.Combine(Feed, $"Rondo.Templates.{Version}.nupkg"));
    }

    /// <summary>Makes an empty folder whose projects find the packages.</summary>
    internal string CreateFolder() => Directory.CreateDirectory(Path.Combine(_home.FullName, Path.GetRandomFileName())).FullName;

    /// <summary>Runs <c>dotnet new</c> with templates of its own.</summary>
    internal Task<string> NewAsync(string folder, params string[] arguments) =>
        RunAsync(folder, "dotnet", ["new", .. arguments, "--debug:custom-hive", Path.Combine(_home.FullName, "hive")]);

    /// <summary>Runs a program to its end, which has to be a good one.</summary>
    internal async Task<string> RunAsync(string folder, string file, params string[] arguments)
    {
        var (code, output) = await TryRunAsync(folder, file, arguments);
        Assert.True(code == 0, $"{file} {string.Join(' ', arguments)} in {folder}: {output}");
        return output;
    }

    /// <summary>Runs a program to its end.</summary>
    internal async Task<(int Code, string Output)> TryRunAsync(string folder, string file, params string[] arguments)
    {
        using var process = Start(folder, file, arguments);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }

    /// <summary>Starts a program.</summary>
    internal Process Start(string folder, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (folder != Root)
            start.Environment["NUGET_PACKAGES"] = Path.Combine(_home.FullName, "packages");
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Deletes it all.</summary>
    public void Dispose() => _home.Delete(recursive: true);
}
