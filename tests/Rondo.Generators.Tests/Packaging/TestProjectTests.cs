using System.Text.RegularExpressions;

namespace Rondo.Generators.Tests.Packaging;

/// <summary>A test project with Rondo.Testing: the guide's runs, and one in which nothing would run says so.</summary>
[Trait("Category", "Slow")]
[Collection(LocalFeed.Users)]
public sealed partial class TestProjectTests(LocalFeed feed)
{
    private const string Tests = """
        public class Tests
        {
            [LoopFact(Virtual = true)]
            public async Task A_day_passes() => await EventLoop.Sleep(TimeSpan.FromDays(1));

            [LoopTheory(Virtual = true), InlineData(1), InlineData(2)]
            public async Task Days_pass(int days) => await EventLoop.Sleep(TimeSpan.FromDays(days));
        }
        """;

    [Theory]
    [InlineData("VSTest")]
    [InlineData("Microsoft.Testing.Platform")]
    public async Task The_project_of_the_guide_runs_its_tests(string runner)
    {
        var folder = await CreateAsync(GuideProject(), runner);
        Assert.Matches(@"Passed: +3|succeeded: 3", await feed.RunAsync(folder, "dotnet", "test"));
    }

    [Fact]
    public async Task Microsoft_Testing_Platform_needs_one_package() =>
        Assert.Contains("succeeded: 3", await feed.RunAsync(await CreateAsync(Without("xunit.runner.visualstudio", "Microsoft.NET.Test.Sdk"), "Microsoft.Testing.Platform"), "dotnet", "test"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Microsoft.NET.Test.Sdk")]
    [InlineData("xunit.runner.visualstudio")]
    [InlineData("xunit.v3")]
    [InlineData("xunit.v3, xunit.runner.visualstudio, Microsoft.NET.Test.Sdk")]
    public async Task A_missing_package_is_an_error_that_names_it(string missing)
    {
        var folder = await CreateAsync(Without(missing.Split(", ")), "VSTest");
        var (code, output) = await feed.TryRunAsync(folder, "dotnet", "test");
        Assert.NotEqual(0, code);
        Assert.Contains($"Project references Rondo.Testing without {missing}, so 'dotnet test' would run none of its tests. Add these packages, or <IsTestProject>false</IsTestProject> if the project has no tests.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_build_without_xunit_is_an_error_and_a_library_for_tests_is_none()
    {
        const string Message = "Project references Rondo.Testing without xunit.v3, so none of its tests would run. Add the package, or <IsTestProject>false</IsTestProject> if the project has no tests.";
        var project = Without("xunit.v3", "xunit.runner.visualstudio", "Microsoft.NET.Test.Sdk").Replace("<OutputType>Exe</OutputType>", "", StringComparison.Ordinal);
        var folder = await CreateAsync(project, "VSTest");
        await File.WriteAllTextAsync(Path.Combine(folder, "Tests.cs"), "public static class Waiting { public static async Task ForAsync(int days) => await EventLoop.Sleep(TimeSpan.FromDays(days)); }", TestContext.Current.CancellationToken);
        var (code, output) = await feed.TryRunAsync(folder, "dotnet", "build");
        Assert.NotEqual(0, code);
        Assert.Contains(Message, output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "Project.csproj"), project.Replace("<PropertyGroup>", "<PropertyGroup><IsTestProject>false</IsTestProject>", StringComparison.Ordinal).Replace("""<Using Include="Xunit" />""", "", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await feed.RunAsync(folder, "dotnet", "build");
    }

    private static string GuideProject() =>
        Project().Match(File.ReadAllText(Path.Combine(LocalFeed.Root, "docs/guide/testing.md"))).Groups[1].Value.Replace("Version=\"0.1.0\"", $"Version=\"{LocalFeed.Version}\"", StringComparison.Ordinal);

    private static string Without(params string[] packages) =>
        string.Join('\n', GuideProject().Split('\n').Where(line => !packages.Any(each => line.Contains($"\"{each}\"", StringComparison.Ordinal))));

    private async Task<string> CreateAsync(string project, string runner)
    {
        await feed.PackAsync();
        var folder = feed.CreateFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "Project.csproj"), project, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "Tests.cs"), Tests, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "global.json"), $$"""{ "test": { "runner": "{{runner}}" } }""", TestContext.Current.CancellationToken);
        return folder;
    }

    [GeneratedRegex("```xml\n(<Project.*?)```", RegexOptions.Singleline)]
    private static partial Regex Project();
}
