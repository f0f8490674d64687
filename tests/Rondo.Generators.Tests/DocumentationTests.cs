using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Analyzers;

namespace Rondo.Generators.Tests;

/// <summary>docs/reference/diagnostics.md has every diagnostic, and no others.</summary>
public partial class DocumentationTests
{
    // All of the assembly, so that none is forgotten.
    private static readonly IReadOnlyList<DiagnosticDescriptor> s_descriptors =
    [
        .. typeof(Generators.Diagnostics).Assembly.GetTypes()
            .SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(static field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(static field => (DiagnosticDescriptor)field.GetValue(null)!).OrderBy(static each => each.Id, StringComparer.Ordinal),
    ];

    private static readonly string s_root = typeof(DocumentationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static each => each.Key == "RepositoryRoot").Value!;

    [Fact]
    public async Task Every_diagnostic_is_explained_and_nothing_else()
    {
        var page = (await File.ReadAllTextAsync(Path.Combine(s_root, "docs/reference/diagnostics.md"), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var explained = Entry().Matches(page).Select(static match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}");
        Assert.Equal(s_descriptors.Select(static each => $"{each.Id} {each.Title} {(each.DefaultSeverity == DiagnosticSeverity.Info ? "Information" : each.DefaultSeverity.ToString())}"), explained);
    }

    [Fact]
    public void Every_diagnostic_links_to_its_explanation()
    {
        // The address of the repository stands in one file.
        var repository = Address().Match(File.ReadAllText(Path.Combine(s_root, "Directory.Build.props"))).Groups[1].Value;
        Assert.All(s_descriptors, each => Assert.Equal($"{repository}/blob/main/docs/reference/diagnostics.md#{each.Id.ToLowerInvariant()}", each.HelpLinkUri));
        Assert.Equal(s_descriptors.Count, s_descriptors.Select(static each => each.Id).Distinct().Count());
    }

    [Fact]
    public void The_analyzers_support_what_is_declared()
    {
        var supported = new LoopAnalyzer().SupportedDiagnostics.Concat(new SharedStateAnalyzer().SupportedDiagnostics).Concat(new TokenAnalyzer().SupportedDiagnostics).Select(static each => each.Id).Order(StringComparer.Ordinal);
        Assert.Equal(s_descriptors.Where(static each => each.Id.StartsWith("RONDO01", StringComparison.Ordinal)).Select(static each => each.Id), supported);
    }

    [GeneratedRegex("<RepositoryUrl>(https://.+)</RepositoryUrl>")]
    private static partial Regex Address();

    [GeneratedRegex(@"^### (RONDO\d{4})\n\*\*(.+?)\.\*\* (Error|Warning|Information)", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
