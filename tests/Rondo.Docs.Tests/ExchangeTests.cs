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

    public static TheoryData<string> Pages => [.. Repository.Pages.Where(static page => Block().IsMatch(Text(page)))];

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
                foreach (Match block in Block().Matches(Text(page)))
                    await Exchange.CheckAllAsync(client, block.Groups[1].Value);
            },
            setup);
    }

    [Fact]
    public void Every_app_has_a_page_with_requests() => Assert.Equal(s_apps.Keys.Order(StringComparer.Ordinal), Pages.Select(static page => page.Data).Order(StringComparer.Ordinal));

    private static string Text(string page) => Repository.Read($"docs/guide/{page}");

    [GeneratedRegex("```http\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
