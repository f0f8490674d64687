namespace Rondo.Generators.Tests.Packaging;

/// <summary>A library that offers dependencies is packed; an app installs it from the folder of packages, and its handlers take them without a registration.</summary>
[Trait("Category", "Slow")]
[Collection(LocalFeed.Users)]
public sealed class LibraryPackageTests(LocalFeed feed)
{
    private const string Library = $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <PackageId>Ledger</PackageId>
            <Version>{LocalFeed.Version}</Version>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <NoWarn>$(NoWarn);CS1591;CS1573</NoWarn>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Rondo.Api" Version="{LocalFeed.Version}" />
          </ItemGroup>
        </Project>
        """;

    private const string Functions = """
        namespace Ledger;

        public sealed class Database { public List<string> Lines { get; } = []; }

        public sealed class Transaction(Database database) { public void Add(string line) => database.Lines.Add(line); }

        public readonly record struct Money(int Cents);

        public sealed record Entry(string Name, Money Price);

        public static class Databases
        {
            [Dependency(DependencyScope.App)]
            public static Database Open() => new();

            /// <summary>Begins a transaction.</summary>
            /// <param name="fail">Whether the commit fails.</param>
            [Dependency]
            public static async IAsyncEnumerable<Transaction> Begin(Database database, bool fail = false)
            {
                await EventLoop.Yield();
                yield return new Transaction(database);
                if (fail)
                    throw new Conflict("The commit failed.");
                database.Lines.Add("committed");
            }

            [Parser]
            public static Money Parse(string text) => text.EndsWith('c') ? new(int.Parse(text[..^1])) : throw new FormatException("Write cents as 5c.");

            [Validator]
            public static void Check(Entry entry, ErrorReport report)
            {
                if (entry.Price.Cents < 0)
                    report.Add(nameof(entry.Price), "negative", "The price is negative.");
            }
        }
        """;

    private const string App = $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Rondo.Api" Version="{LocalFeed.Version}" />
            <PackageReference Include="Ledger" Version="{LocalFeed.Version}" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using Ledger;

        var app = RondoApp.Create(args);
        app.Get("/lines", (Database database) => database.Lines);
        app.Get("/add/{line}", (string line, Transaction transaction) => { transaction.Add(line); return line; });
        app.Get("/cents", (Money price) => price.Cents);
        app.Get("/entry", ([AsParameters] Entry entry) => entry.Name);
        app.Run();
        """;

    [Fact]
    public async Task An_app_takes_the_dependencies_of_a_package()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await feed.PackAsync();
        var library = feed.CreateFolder();
        await File.WriteAllTextAsync(Path.Combine(library, "Ledger.csproj"), Library, cancellation);
        await File.WriteAllTextAsync(Path.Combine(library, "Databases.cs"), Functions, cancellation);
        await feed.RunAsync(library, "dotnet", "pack", "-o", feed.Feed, "-nologo", "-v", "q");
        var folder = feed.CreateFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "App.csproj"), App, cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program, cancellation);
        using var program = new RunningProgram(feed.Start(folder, "dotnet", "run", "--", "--urls", "http://127.0.0.1:0"));
        using var client = new HttpClient { BaseAddress = await program.AddressAsync() };

        Assert.Equal("200 soup", await Libraries.LibraryProgram.GetAsync(client, "/add/soup"));
        Assert.Equal("409 {\"title\":\"Conflict\",\"status\":409,\"detail\":\"The commit failed.\"}", await Libraries.LibraryProgram.GetAsync(client, "/add/bread?fail=true"));
        Assert.Equal("200 [\"soup\",\"committed\",\"bread\"]", await Libraries.LibraryProgram.GetAsync(client, "/lines"));
        Assert.Equal("200 5", await Libraries.LibraryProgram.GetAsync(client, "/cents?price=5c"));
        Assert.Contains("Write cents as 5c.", await Libraries.LibraryProgram.GetAsync(client, "/cents?price=5"), StringComparison.Ordinal);
        Assert.Contains("The price is negative.", await Libraries.LibraryProgram.GetAsync(client, "/entry?name=a&price=-5c"), StringComparison.Ordinal);
        var document = await LibraryDocumentAsync(client);
        Assert.Contains("Whether the commit fails.", document, StringComparison.Ordinal);
        Assert.Contains("\"409\"", document, StringComparison.Ordinal);
        Assert.Equal(0, (await program.StopAsync()).Code);
    }

    private static Task<string> LibraryDocumentAsync(HttpClient client) => client.GetStringAsync(new Uri("/openapi.json", UriKind.Relative), TestContext.Current.CancellationToken);
}
