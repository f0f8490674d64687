using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Rondo.Generators.Tests.Packaging;

/// <summary>The templates of <c>dotnet new</c>: each project is made, built, run and tested as a user does.</summary>
[Trait("Category", "Slow")]
[Collection(LocalFeed.Users)]
public sealed partial class TemplateTests(LocalFeed feed)
{
    [Theory]
    [InlineData("Shop")]
    [InlineData("2.my-big shop")]
    public async Task An_api_answers_and_its_tests_pass(string name)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = await CreateAsync("rondo-api", name);
        using (var program = new RunningProgram(feed.Start(folder, "dotnet", "run", "--", "--urls", "http://127.0.0.1:0")))
        {
            var address = await program.AddressAsync();
            using var client = new HttpClient();
            Assert.Equal("""{"id":7,"name":"soup","note":"hot"}""", await client.GetStringAsync(new Uri(address, "/dishes/7?note=hot"), cancellation));
            using var invalid = await client.GetAsync(new Uri(address, "/dishes/seven"), cancellation);
            Assert.Equal(422, (int)invalid.StatusCode);
            using var docs = await client.GetAsync(new Uri(address, "/docs"), cancellation);
            Assert.Equal(200, (int)docs.StatusCode);
            Assert.Equal(0, (await program.StopAsync()).Code);
        }

        Assert.Equal(3, await CountPassedAsync(folder));
    }

    [Fact]
    public async Task An_api_without_tests_is_one_project()
    {
        var folder = await CreateAsync("rondo-api", "Small", "--tests", "false");
        Assert.Equal(["Api.cs", "Program.cs", "Small.csproj"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.False(Directory.Exists(Path.Combine(folder, "tests")));
        await feed.RunAsync(folder, "dotnet", "build", "-warnaserror", "-nologo", "-v", "q");
    }

    [Fact]
    public async Task A_worker_works_until_it_is_stopped()
    {
        var folder = await CreateAsync("rondo-worker", "my-worker");
        using var program = new RunningProgram(feed.Start(folder, "dotnet", "run"));
        await program.ReadAsync(SecondJob());
        var (code, output) = await program.StopAsync();
        Assert.Equal(0, code);
        Assert.EndsWith("Stopped\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_project_runs_its_tests() => Assert.Equal(2, await CountPassedAsync(await CreateAsync("rondo-test", "my-tests")));

    [Fact]
    public void Templates_reference_the_versions_that_the_repository_is_tested_with()
    {
        var tested = XDocument.Load(Path.Combine(LocalFeed.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToDictionary(static each => (string)each.Attribute("Include")!, static each => (string)each.Attribute("Version")!);
        var references = Directory.GetFiles(Path.Combine(LocalFeed.Root, "templates"), "*.csproj", SearchOption.AllDirectories)
            .Where(static path => !path.Contains("/obj/", StringComparison.Ordinal)).SelectMany(static path => XDocument.Load(path).Descendants("PackageReference")).ToArray();
        Assert.NotEmpty(references);
        Assert.All(references, each =>
        {
            var name = (string)each.Attribute("Include")!;
            Assert.Equal(name.StartsWith("Rondo", StringComparison.Ordinal) ? "RONDO-VERSION" : tested[name], (string)each.Attribute("Version")!);
        });
    }

    private async Task<string> CreateAsync(string template, string name, params string[] options)
    {
        await feed.PackAsync();
        var folder = feed.CreateFolder();
        await feed.NewAsync(folder, [template, "-o", name, .. options]);
        return Path.Combine(folder, name);
    }

    private async Task<int> CountPassedAsync(string folder) =>
        int.Parse(Passed().Match(await feed.RunAsync(folder, "dotnet", "test", "-nologo", "-warnaserror")).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Failed: +0, Passed: +(\d+), Skipped: +0,")]
    private static partial Regex Passed();

    [GeneratedRegex("^Job 2 is done$")]
    private static partial Regex SecondJob();
}
