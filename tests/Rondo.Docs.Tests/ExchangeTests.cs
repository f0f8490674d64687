using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Rondo.Docs.Tests.Snippets.Guide;
using Rondo.Web.Tests.Framework;

namespace Rondo.Docs.Tests;

/// <summary>The requests of the guide are sent to the app of their page, and it has to answer what the page says.</summary>
public partial class ExchangeTests
{
    private static readonly Dictionary<string, (Action<RondoApp> Map, Action<RondoAppBuilder>? Setup)> s_apps = new()
    {
        ["api/first-steps.md"] = (FirstSteps.Map, null),
        ["api/path-parameters.md"] = (PathParameters.Map, null),
        ["api/query-parameters.md"] = (QueryParameters.Map, null),
        ["api/request-body.md"] = (RequestBody.Map, null),
        ["api/validation.md"] = (Validation.Map, Validation.Setup),
        ["api/headers-and-cookies.md"] = (HeadersAndCookies.Map, null),
        ["api/forms-and-files.md"] = (FormsAndFiles.Map, FormsAndFiles.Setup),
        ["api/responses.md"] = (ResponsesPage.Map, null),
        ["api/streams.md"] = (Streams.Map, null),
        ["api/errors.md"] = (Errors.Map, null),
        ["api/dependencies.md"] = (Dependencies.Map, null),
        ["api/security.md"] = (SecurityPage.Map, SecurityPage.Setup),
        ["api/larger-apps.md"] = (LargerApps.Map, LargerApps.Setup),
        ["api/coming-from-fastapi.md"] = (ComingFromFastApi.Map, null),
        ["api/coming-from-minimal-apis.md"] = (ComingFromMinimalApis.Map, null),
    };

    public static TheoryData<string, string, string> Runs
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var page in Pages)
            {
                foreach (var run in Hosts.All)
                    data.Add(page.Data, run.Data.Item1, run.Data.Item2);
            }

            return data;
        }
    }

    public static TheoryData<string> Pages => [.. Repository.Pages.Where(static page => Exchange().IsMatch(Text(page)))];

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task The_app_of_a_page_answers_what_the_page_says(string page, string host, string environment)
    {
        var (map, setup) = s_apps[page];
        await Hosts.RunAsync(
            host,
            environment,
            map,
            async client =>
            {
                foreach (var exchange in Exchange().Matches(Text(page)).SelectMany(static block => block.Groups[1].Value.Split("\n\n")))
                    await CheckAsync(client, exchange.Trim());
            },
            setup);
    }

    [Fact]
    public void Every_app_has_a_page_with_requests() => Assert.Equal(s_apps.Keys.Order(StringComparer.Ordinal), Pages.Select(static page => page.Data).Order(StringComparer.Ordinal));

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

    private static string Text(string page) => Repository.Read($"docs/guide/{page}");

    [GeneratedRegex("```http\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Exchange();

    [GeneratedRegex("^[1-5][0-9][0-9]( |$)")]
    private static partial Regex Status();

    [GeneratedRegex("^([A-Za-z-]+): (.*)$")]
    private static partial Regex Header();
}
