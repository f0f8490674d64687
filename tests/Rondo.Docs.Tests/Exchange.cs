using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Rondo.Docs.Tests;

/// <summary>A request and its response, as a page writes them.</summary>
internal static partial class Exchange
{
    /// <summary>Sends each request of a block, which an empty line separates, and compares its response.</summary>
    internal static async Task CheckAllAsync(HttpClient client, string block)
    {
        foreach (var exchange in block.Split("\n\n"))
            await CheckAsync(client, exchange.Trim());
    }

    /// <summary>A request line, headers, a body; then the status, and the answer's body on the same line or on those below.</summary>
    private static async Task CheckAsync(HttpClient client, string exchange)
    {
        var lines = exchange.Split('\n');
        var answerAt = Array.FindIndex(lines, static line => Status().IsMatch(line));
        Assert.True(answerAt > 0, $"No answer is shown:\n{exchange}");
        using var request = new HttpRequestMessage(new HttpMethod(lines[0].Split(' ')[0]), lines[0].Split(' ')[1]);
        foreach (var line in lines[1..answerAt])
        {
            if (Header().Match(line) is not { Success: true } header)
                request.Content = Content(line);
            else
                Assert.True(request.Headers.TryAddWithoutValidation(header.Groups[1].Value, header.Groups[2].Value), line);
        }

        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        var expected = string.Join('\n', [lines[answerAt][3..].Trim(), .. lines[(answerAt + 1)..]]).Trim();
        Assert.True(
            lines[answerAt][..3] == $"{(int)response.StatusCode}" && (expected == answer.TrimEnd() || IsSameJson(expected, answer)),
            $"The page says\n{exchange}\nand the app answers\n{(int)response.StatusCode} {answer}");
    }

    private static StringContent Content(string body) =>
        new(body, Encoding.UTF8, body[0] is '{' or '[' ? "application/json" : "application/x-www-form-urlencoded");

    private static bool IsSameJson(string expected, string answer) =>
        expected is ['{' or '[', ..] && answer is ['{' or '[', ..] && JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(answer));

    [GeneratedRegex("^[1-5][0-9][0-9]( |$)")]
    private static partial Regex Status();

    [GeneratedRegex("^([A-Za-z-]+): (.*)$")]
    private static partial Regex Header();
}
