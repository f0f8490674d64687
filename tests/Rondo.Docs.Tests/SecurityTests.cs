using System.Text.RegularExpressions;

namespace Rondo.Docs.Tests;

/// <summary>Each promise about security names a test that exists.</summary>
public partial class SecurityTests
{
    [Theory]
    [InlineData("SECURITY.md")]
    [InlineData("docs/security.md")]
    public void Every_promise_names_a_test_that_exists(string document)
    {
        var sources = Repository.Sources("tests").ToLookup(static path => Path.GetFileNameWithoutExtension(path), static path => path);
        var rows = Repository.Read(document).Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !Heading().IsMatch(line)).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var names = TestName().Matches(row.Split('|')[^2]);
            Assert.True(names.Count > 0, $"{document} names no test: {row}");
            foreach (Match name in names)
            {
                var (type, method) = (name.Groups[1].Value, name.Groups[2].Value);
                Assert.True(
                    sources[type].Any(path => Regex.IsMatch(Repository.Read(path), $@"\b(Task|void) {method}\(")),
                    $"{document} names {type}.{method}, which is no test.");
            }
        }
    }

    [GeneratedRegex(@"^\| (---|#|Promise)")]
    private static partial Regex Heading();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestName();
}
