using System.Text.RegularExpressions;

namespace Rondo.Generators.Tests.Packaging;

/// <summary>A project under <c>dotnet watch</c>: edits of handlers are applied to the running process, and edits of its routes restart it.</summary>
[Trait("Category", "Slow")]
[Collection(LocalFeed.Users)]
public sealed partial class WatchTests(LocalFeed feed)
{
    private const string Project = $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Rondo.Api" Version="{LocalFeed.Version}" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        var app = RondoApp.Create(args);
        app.Get("/lambda", () => $"one {Environment.ProcessId}");
        app.Get("/method", Handlers.Answer);
        app.Include<Class>();
        app.Run();

        static class Handlers
        {
            public static string Answer() => $"two {Environment.ProcessId}";
        }

        class Class
        {
            [Get("/class")]
            public string Answer(string name = "three") => $"{name} {Environment.ProcessId}";
        }
        """;

    [Fact]
    public async Task An_edit_of_a_handler_is_applied_in_place_and_a_route_more_restarts_the_app()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await feed.PackAsync();
        var folder = feed.CreateFolder();
        var (file, text) = (Path.Combine(folder, "Program.cs"), Program);
        await File.WriteAllTextAsync(Path.Combine(folder, "Watched.csproj"), Project, cancellation);
        await File.WriteAllTextAsync(file, text, cancellation);
        using var program = new RunningProgram(feed.Start(folder, "sh", "-c", "exec dotnet watch --non-interactive --verbose run -- --urls http://127.0.0.1:0 2>&1"));
        using var client = new HttpClient { BaseAddress = await StartedAsync(program) };
        var process = (await client.GetStringAsync(new Uri("/lambda", UriKind.Relative), cancellation)).Split(' ')[1];

        foreach (var (path, old, now) in new[] { ("/lambda", "one ", "four "), ("/method", "two ", "five "), ("/class", "{name} ", "six "), ("/lambda", "$\"four ", "// A line more.\n    $\"seven ") })
        {
            text = text.Replace(old, now, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, text, cancellation);
            var word = now.Trim().Split('"')[^1];
            Assert.Equal($"{word} {process}", await AnswerAsync(client, path, word));
        }

        await File.WriteAllTextAsync(file, text.Replace("app.Run();", "app.Get(\"/more\", () => $\"eight {Environment.ProcessId}\");\napp.Run();", StringComparison.Ordinal), cancellation);
        using var restarted = new HttpClient { BaseAddress = await StartedAsync(program) };
        Assert.NotEqual($"eight {process}", await AnswerAsync(restarted, "/more", "eight"));
    }

    /// <summary>Reads on until the app listens and its files are watched, and returns its address.</summary>
    private static async Task<Uri> StartedAsync(RunningProgram program)
    {
        var (address, watched) = ((Uri?)null, false);
        while (address is null || !watched)
        {
            var match = await program.ReadAsync(ListeningOrWatched());
            if (match.Groups[1] is { Success: true, Value: var listening })
                address = new Uri(listening);
            else
                watched = true;
        }

        return address;
    }

    /// <summary>Asks until the answer has the word: the compiler takes its time.</summary>
    private static async Task<string> AnswerAsync(HttpClient client, string path, string word)
    {
        while (true)
        {
            var answer = await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            if (answer.StartsWith(word, StringComparison.Ordinal))
                return answer;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)|Waiting for changes")]
    private static partial Regex ListeningOrWatched();
}
