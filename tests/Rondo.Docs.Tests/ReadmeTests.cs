using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Rondo.Docs.Tests;

/// <summary>README says what holds.</summary>
public partial class ReadmeTests
{
    [Fact]
    public void The_program_in_README_is_the_sample_that_is_compiled()
    {
        var program = CSharp().Match(Repository.Read("README.md")).Groups[1].Value;
        Assert.Equal(Repository.Read("samples/Hello/Program.cs").Trim(), program.Trim());
        Assert.Equal(5, program.Trim().Split('\n').Length);
    }

    [Fact]
    public void Every_command_in_README_is_run_by_ci()
    {
        var ci = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "eng/ci")).Append(Path.Combine(Repository.Root, ".ci/run")).Select(File.ReadAllText));
        var commands = Shell().Matches(Repository.Read("README.md")).SelectMany(static block => block.Groups[1].Value.Trim().Split('\n')).ToArray();
        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Contains(command.Split('#')[0].Trim(), ci, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_link_in_the_documents_leads_somewhere()
    {
        foreach (var document in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Repository.Root, "*.md")))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var target = link.Groups[1].Value.Split('#')[0];
                if (target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
                    Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target)), $"{document} links to {target}, which does not exist");
            }
        }
    }

    [Fact]
    public async Task The_program_in_README_answers_from_a_loop()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Hello.dll"), "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true })!;
        try
        {
            string? address = null;
            while (address is null && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
                address = Listening().Match(line) is { Success: true } match ? match.Groups[1].Value : null;
            using var client = new HttpClient();
            Assert.StartsWith("Hello from loop-", await client.GetStringAsync(address, TestContext.Current.CancellationToken));
            using var invalid = await client.GetAsync(new Uri(new Uri(address!), "/dishes/seven"), TestContext.Current.CancellationToken);
            Assert.Equal(422, (int)invalid.StatusCode);
            using var docs = await client.GetAsync(new Uri(new Uri(address!), "/docs"), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)docs.StatusCode);
        }
        finally
        {
            process.Kill();
        }
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();
}
