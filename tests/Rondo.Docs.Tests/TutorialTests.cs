using System.Text.RegularExpressions;
using Rondo.Generators.Tests.Packaging;

namespace Rondo.Docs.Tests;

/// <summary>The tutorial is followed from its first command to its last, with the packages of this checkout: files are written, commands run, requests sent.</summary>
[Trait("Category", "Slow")]
[Collection(LocalFeed.Users)]
public sealed partial class TutorialTests(LocalFeed feed) : IDisposable
{
    private RunningProgram? _program;
    private HttpClient? _client;
    private string _folder = "";
    private string _output = "";

    [Fact]
    public async Task Every_step_leads_to_what_it_shows()
    {
        await feed.PackAsync();
        _folder = feed.CreateFolder();
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs/tutorial"), "?-*.md").Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(8, pages.Length);
        foreach (var page in pages)
        {
            foreach (Match block in Block().Matches(Repository.Read(page)))
                await FollowAsync(Order(block), block.Groups["file"].Value, block.Groups["language"].Value, block.Groups["text"].Value);
            await StopAsync();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _program?.Dispose();
    }

    /// <summary>A bold name above a block is that of the file.</summary>
    private static string Order(Match block) => block.Groups["order"].Success || !block.Groups["file"].Success ? block.Groups["order"].Value : "file";

    private Task FollowAsync(string order, string file, string language, string text) => (order, language) switch
    {
        ("file", _) => WriteAsync(file, text),
        ("insert", _) => InsertAsync(file, text),
        ("output", _) => CheckOutput(text),
        ("start", "sh") => StartAsync(text.Trim()),
        ("", "sh") => RunAllAsync(text),
        ("", "http") => ExchangeAsync(text),
        _ => Task.CompletedTask, // by hand, or an illustration
    };

    private async Task WriteAsync(string file, string text)
    {
        await StopAsync();
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
    }

    private async Task InsertAsync(string file, string text)
    {
        var old = await File.ReadAllTextAsync(Path.Combine(_folder, file), TestContext.Current.CancellationToken);
        await WriteAsync(file, ItemGroup().Replace(old, "$0" + text, 1));
    }

    private Task CheckOutput(string text)
    {
        Assert.All(text.Trim().Split('\n'), line => Assert.Contains(line, _output, StringComparison.Ordinal));
        return Task.CompletedTask;
    }

    private async Task RunAllAsync(string commands)
    {
        await StopAsync();
        foreach (var command in commands.Trim().Split('\n'))
        {
            var words = command.Replace("0.1.0", LocalFeed.Version, StringComparison.Ordinal).Split(' ');
            if (words is ["cd", var folder])
                _folder = Path.Combine(_folder, folder);
            else if (words is ["dotnet", "new", .. var arguments])
                await feed.NewAsync(_folder, arguments);
            else if (command == "dotnet run")
                await StartAsync("dotnet run --");
            else
                _output = await feed.RunAsync(_folder, words[0], words[1..]);
        }
    }

    private async Task ExchangeAsync(string text)
    {
        if (_program is null)
            await StartAsync("dotnet run --");
        await Exchange.CheckAllAsync(_client!, text);
    }

    private async Task StartAsync(string command)
    {
        _program = new RunningProgram(feed.Start(_folder, "sh", "-c", $"exec env {command} --urls http://127.0.0.1:0 2>&1"));
        _client = new HttpClient { BaseAddress = await _program.AddressAsync() };
    }

    private async Task StopAsync()
    {
        if (_program is null)
            return;
        _client!.Dispose();
        Assert.Equal(0, (await _program.StopAsync()).Code);
        _program.Dispose();
        _program = null;
    }

    [GeneratedRegex(@"(?:<!-- (?<order>[a-z]+)(?: hand|: (?<file>[^ ]+))? -->\n|\*\*(?<file>[^*\n]+)\*\*\n\n)?^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("<ItemGroup>\n")]
    private static partial Regex ItemGroup();
}
