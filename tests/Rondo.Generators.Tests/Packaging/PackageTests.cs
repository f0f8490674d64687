using System.IO.Compression;
using System.Xml.Linq;

namespace Rondo.Generators.Tests.Packaging;

/// <summary>The packages hold what a project that references them needs.</summary>
[Trait("Category", "Slow")]
[Collection(LocalFeed.Users)]
public sealed class PackageTests(LocalFeed feed)
{
    [Theory]
    [InlineData("Rondo", "build/Rondo.props lib/net10.0/Rondo.dll lib/net10.0/Rondo.xml", "")]
    [InlineData("Rondo.Server", "build/Rondo.Server.props buildTransitive/Rondo.Server.props lib/net10.0/Rondo.Server.dll lib/net10.0/Rondo.Server.xml", "Rondo")]
    [InlineData("Rondo.Http", "build/Rondo.Http.props lib/net10.0/Rondo.Http.dll lib/net10.0/Rondo.Http.xml", "Rondo")]
    [InlineData(
        "Rondo.Api",
        "analyzers/dotnet/cs/Rondo.Generators.CodeFixes.dll analyzers/dotnet/cs/Rondo.Generators.dll build/Rondo.Api.props build/Rondo.props"
            + " buildTransitive/Rondo.Api.props buildTransitive/Rondo.props lib/net10.0/Rondo.Api.dll lib/net10.0/Rondo.Api.xml",
        "Microsoft.AspNetCore.Authentication.JwtBearer Microsoft.AspNetCore.OpenApi Microsoft.Bcl.Cryptography Rondo.Http Rondo.Server Swashbuckle.AspNetCore.ReDoc Swashbuckle.AspNetCore.SwaggerUI")]
    [InlineData(
        "Rondo.Data",
        "build/Rondo.Data.props buildTransitive/Rondo.Data.props lib/net10.0/Rondo.Data.dll lib/net10.0/Rondo.Data.xml",
        "Microsoft.Data.Sqlite Npgsql Rondo.Api Rondo.Postgres")]
    [InlineData(
        "Rondo.Jobs",
        "build/Rondo.Jobs.props buildTransitive/Rondo.Jobs.props lib/net10.0/Rondo.Jobs.dll lib/net10.0/Rondo.Jobs.xml",
        "Cronos Npgsql Rondo.Data")]
    [InlineData(
        "Rondo.Nats",
        "build/Rondo.Nats.props buildTransitive/Rondo.Nats.props lib/net10.0/Rondo.Nats.dll lib/net10.0/Rondo.Nats.xml",
        "NATS.Client.Core NATS.Client.JetStream Rondo.Api")]
    [InlineData(
        "Rondo.OpenTelemetry",
        "build/Rondo.OpenTelemetry.props lib/net10.0/Rondo.OpenTelemetry.dll lib/net10.0/Rondo.OpenTelemetry.xml",
        "OpenTelemetry.Exporter.OpenTelemetryProtocol OpenTelemetry.Extensions.Hosting OpenTelemetry.Instrumentation.AspNetCore OpenTelemetry.Instrumentation.Http Rondo.Api")]
    [InlineData(
        "Rondo.Testing",
        "build/Rondo.Testing.props build/Rondo.Testing.targets build/Rondo.props lib/net10.0/Rondo.Testing.dll lib/net10.0/Rondo.Testing.xml",
        "Rondo.Server xunit.v3.extensibility.core")]
    public async Task A_package_has_its_files_and_dependencies(string name, string files, string dependencies)
    {
        await feed.PackAsync();
        await using var package = await ZipFile.OpenReadAsync(Path.Combine(feed.Feed, $"{name}.{LocalFeed.Version}.nupkg"), TestContext.Current.CancellationToken);
        Assert.Equal(files.Split(' '), package.Entries.Select(static entry => entry.FullName).Where(static entry => entry.StartsWith("analyzers", StringComparison.Ordinal) || entry.StartsWith("build", StringComparison.Ordinal) || entry.StartsWith("lib", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        var ids = (await SpecificationAsync(package, name)).Descendants().Where(static each => each.Name.LocalName == "dependency").Select(static each => (string)each.Attribute("id")!);
        Assert.Equal(dependencies, string.Join(' ', ids.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Every_package_has_an_icon_a_readme_symbols_and_exact_versions_of_the_others()
    {
        await feed.PackAsync();
        var packages = Directory.GetFiles(feed.Feed, "Rondo*.nupkg");
        Assert.Equal(12, packages.Length);
        foreach (var path in packages)
        {
            var name = Path.GetFileName(path).Replace($".{LocalFeed.Version}.nupkg", "", StringComparison.Ordinal);
            await using var package = await ZipFile.OpenReadAsync(path, TestContext.Current.CancellationToken);
            Assert.NotNull(package.GetEntry("icon.png"));
            Assert.NotNull(package.GetEntry("README.md"));
            Assert.Equal(name != "Rondo.Templates", File.Exists(Path.ChangeExtension(path, "snupkg")));
            var specification = await SpecificationAsync(package, name);
            foreach (var value in new[] { "icon", "readme", "license", "projectUrl", "description", "tags", "repository" })
                Assert.Contains(specification.Descendants(), each => each.Name.LocalName == value);
            var ours = specification.Descendants().Where(static each => each.Name.LocalName == "dependency" && ((string)each.Attribute("id")!).StartsWith("Rondo", StringComparison.Ordinal));
            Assert.All(ours, static each => Assert.Equal($"[{LocalFeed.Version}]", (string)each.Attribute("version")!));
        }
    }

    private static async Task<XDocument> SpecificationAsync(ZipArchive package, string name)
    {
        await using var stream = await package.GetEntry($"{name}.nuspec")!.OpenAsync(TestContext.Current.CancellationToken);
        return await XDocument.LoadAsync(stream, LoadOptions.None, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void The_filter_of_packages_lists_every_project_that_is_packed()
    {
        var filter = File.ReadAllText(Path.Combine(LocalFeed.Root, "Packages.slnf"));
        var projects = Directory.GetFiles(Path.Combine(LocalFeed.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(static path => Path.GetRelativePath(LocalFeed.Root, path).Replace('\\', '/'));
        Assert.All(projects, project => Assert.Contains($"\"{project}\"", filter, StringComparison.Ordinal));
    }
}
