namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/headers-and-cookies.md.</summary>
public static class HeadersAndCookies
{
    internal static void Map(RondoApp app)
    {
        // begin api-headers
        app.Get("/agent", ([FromHeader] string? userAgent, [FromHeader(Name = "X-Trace")] string? trace) => $"{userAgent ?? "unknown"} {trace}");
        app.Get("/visits", ([FromCookie] int visits = 0) => $"{visits} visits");
        // end api-headers

        // begin api-response-headers
        app.Post("/visits", (HttpResponse response) =>
        {
            response.Headers["X-Kitchen"] = "open";
            response.Cookies.Append("visits", "1");
            return "welcome";
        });
        // end api-response-headers

        // begin api-parameter-objects
        app.Get("/menu", (Paging paging) => paging);
        app.Get("/kitchens/{kitchen}/orders", ([AsParameters] OrderSearch search) => search);
        // end api-parameter-objects
    }

    // begin api-parameter-object-types
    public sealed record Paging([Range(1, 100)] int Limit = 20, int Offset = 0);

    public sealed record OrderSearch([FromRoute] int Kitchen, string? Dish, [FromHeader(Name = "X-Waiter")] string Waiter);
    // end api-parameter-object-types

    public class Tests
    {
        [LoopFact(Virtual = true)]
        public async Task Cookies_come_back()
        {
            await using var client = await GuideApp.StartAsync(Map);
            using var response = await client.PostAsync("/visits", null);
            Assert.Equal("open", Assert.Single(response.Headers.GetValues("X-Kitchen")));
            Assert.Equal("1 visits", await client.GetStringAsync("/visits"));
        }
    }
}
