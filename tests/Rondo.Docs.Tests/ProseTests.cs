using System.Text.RegularExpressions;

namespace Rondo.Docs.Tests;

/// <summary>The documents, XML docs, comments and messages are in plain English: a subject comes first, and the words are those of the trade.</summary>
public partial class ProseTests
{
    [Theory]
    [InlineData("Markdown", 0)]
    [InlineData("XmlDocs", 0)]
    [InlineData("Comments", 0)]
    [InlineData("Messages", 0)]
    public void No_sentence_begins_with_What_Who_or_Whoever(string kind, int ceiling)
    {
        var found = Sentences(kind).Where(static sentence => Pronoun().IsMatch(sentence.Text) && !sentence.Text.EndsWith('?')).ToArray();
        Assert.True(found.Length <= ceiling, $"{found.Length} sentences in {kind}: put the subject first.\n{string.Join('\n', found)}");
    }

    /// <summary>The ceilings may fall and not rise.</summary>
    [Theory]
    [InlineData("Markdown", 18)]
    [InlineData("XmlDocs", 81)]
    [InlineData("Comments", 31)]
    [InlineData("Messages", 10)]
    public void Words_of_the_dialect_are_rare(string kind, int ceiling)
    {
        var found = Sentences(kind).SelectMany(static sentence => Dialect().Matches(sentence.Text).Select(match => $"{sentence.Place}: {match.Value}")).ToArray();
        Assert.True(found.Length <= ceiling, $"{found.Length} words in {kind}, of {ceiling}:\n{string.Join('\n', found)}");
    }

    private static IEnumerable<(string Place, string Text)> Sentences(string kind) => kind switch
    {
        "Markdown" => Prose.Markdown(),
        "XmlDocs" => Prose.XmlDocs(),
        "Comments" => Prose.Comments(),
        _ => Prose.Messages(),
    };

    [GeneratedRegex(@"^(?:What|Who|Whoever)\b")]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"\b(?:nobody|somebody|(?:comes?|came|coming) home|lets? go|letting go|(?:go|goes|going|went) on|cuts? off|cutting off|for ever|a word|good order|mends?|mended|mending)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Dialect();
}
