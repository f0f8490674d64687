namespace Rondo.Generators.Tests.Packaging;

/// <summary>A program of one file, with <c>dotnet run app.cs</c>, on packages made of this checkout.</summary>
[Trait("Category", "Slow")]
[Collection(LocalFeed.Users)]
public sealed class FileBasedAppTests(LocalFeed feed)
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

    [Fact]
    public async Task It_is_built_answers_and_ends_well()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await feed.PackAsync();
        var folder = feed.CreateFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "app.cs"), App, cancellation);
        using var program = new RunningProgram(feed.Start(folder, "dotnet", "run", "app.cs", "--", "--urls", "http://127.0.0.1:0"));
        var address = await program.AddressAsync();
        using var client = new HttpClient();
        Assert.Equal("{\"message\":\"Hello, Ann!\"}", await client.GetStringAsync(new Uri(address, "/hello/Ann"), cancellation));
        Assert.Equal("{\"message\":\"10 ms\"}", await client.GetStringAsync(new Uri(address, "/tiering-delay"), cancellation)); // Rondo.Server.props has come along
        Assert.Equal(0, (await program.StopAsync()).Code);
    }
}
