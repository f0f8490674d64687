using System.Text;
using System.Text.Json;
using Rondo.Api;
using Rondo.Api.Secrets;

namespace Rondo.Web.Tests.Framework;

/// <summary>A text that is cut has no half of a character, wherever it is shown.</summary>
public class ShortenedTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("ab😀", 3, "ab…")]
    [InlineData("ab😀", 4, "ab😀")]
    [InlineData("ab😀c", 4, "ab😀…")]
    [InlineData(null, 3, null)]
    public void Texts_are_cut_between_characters(string? text, int longest, string? cut) => Assert.Equal(cut, Shortened.To(text, longest));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdefg", 6, "abc…")]
    [InlineData("aüüü", 6, "aü…")]
    [InlineData("a😀😀", 8, "a😀…")]
    [InlineData(null, 3, null)]
    public void Texts_are_cut_by_their_bytes(string? text, int longest, string? cut)
    {
        Assert.Equal(cut, Shortened.ToBytes(text, longest));
        Assert.InRange(Encoding.UTF8.GetByteCount(cut ?? ""), 0, longest);
    }

    /// <summary>At every place of a cut a pair may stand on either side of it.</summary>
    [LoopFact(Virtual = true)]
    public async Task Problems_hold_whole_characters()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Post("/", (Dictionary<string, int> all) => all.Count);
            app.Post("/list", (List<int> all) => all.Count);
            app.Get("/", (int n) => n);
        });
        for (var shift = 0; shift < 2; shift++)
        {
            var text = new string('x', shift) + string.Concat(Enumerable.Repeat("😀", 300));
            var answers = new[]
            {
                await client.AnswerAsync("/", content: ApiTest.Json($"{{\"{text}\":\"{text}\"}}")),
                await client.AnswerAsync("/list", content: ApiTest.Json($"[\"{text}\"]")),
                await client.AnswerAsync("/list", content: ApiTest.Json($"[\"{text}")),
                await client.AnswerAsync("/?n=" + Uri.EscapeDataString(text)),
            };
            foreach (var answer in answers)
            {
                Assert.StartsWith("422 ", answer, StringComparison.Ordinal);
                Assert.DoesNotContain("\ufffd", answer, StringComparison.Ordinal);
                using var problem = JsonDocument.Parse(answer[4..]);
                foreach (var member in problem.RootElement.GetProperty("errors")[0].EnumerateObject())
                    Assert.DoesNotContain("\ufffd", member.Value.ToString(), StringComparison.Ordinal); // throws for half a pair
            }
        }
    }
}
