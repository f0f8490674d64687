using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Jobs.Tests;

/// <summary>The page of jobs and its JSON: who may enter, and how jobs are shown, found, cancelled and run again.</summary>
public sealed class PageTests
{
    private const string Markup = "<script>alert(1)</script>";

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task Queues_schedules_and_jobs_as_JSON(string kind)
    {
        await using var client = await StartAsync(kind);
        var all = await JsonAsync(client, HttpMethod.Get, "/jobs", 200);
        Assert.Equal(["default:0/1/0/1/1/0", "mail:0/0/0/0/0/0"], all.GetProperty("queues").EnumerateArray().Select(Counts));
        var schedule = Assert.Single(all.GetProperty("schedules").EnumerateArray());
        Assert.Equal(
            ("nightly", "0 3 * * *", "UTC", "default"),
            (Text(schedule, "name"), Text(schedule, "cron"), Text(schedule, "timeZone"), Text(schedule, "queue")));
        Assert.Equal(["nightly scheduled", "fails dead", "works done"], all.GetProperty("jobs").EnumerateArray().OrderBy(static job => Text(job, "state") != "scheduled").ThenByDescending(static job => job.GetProperty("id").GetInt64()).Select(static job => $"{Text(job, "name")} {Text(job, "state")}").Distinct());
        var dead = Assert.Single((await JsonAsync(client, HttpMethod.Get, "/jobs?state=dead", 200)).GetProperty("jobs").EnumerateArray());
        Assert.StartsWith($"System.ArithmeticException: {Markup}", Text(dead, "error"), StringComparison.Ordinal);
        var one = await JsonAsync(client, HttpMethod.Get, $"/jobs/{dead.GetProperty("id")}", 200);
        Assert.Equal(dead.ToString(), one.ToString());
        Assert.Single((await JsonAsync(client, HttpMethod.Get, "/jobs?limit=1", 200)).GetProperty("jobs").EnumerateArray());
        Assert.Empty((await JsonAsync(client, HttpMethod.Get, "/jobs?before=1", 200)).GetProperty("jobs").EnumerateArray());
        Assert.Empty((await JsonAsync(client, HttpMethod.Get, "/jobs?queue=mail", 200)).GetProperty("jobs").EnumerateArray());
        Assert.Equal("works", Text((await JsonAsync(client, HttpMethod.Get, "/jobs?name=works", 200)).GetProperty("jobs")[0], "name"));
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_dead_job_is_run_again_and_one_that_waits_is_cancelled(string kind)
    {
        await using var client = await StartAsync(kind);
        var dead = (await JsonAsync(client, HttpMethod.Get, "/jobs?state=dead", 200)).GetProperty("jobs")[0].GetProperty("id").GetInt64();
        var retried = await JsonAsync(client, HttpMethod.Post, $"/jobs/{dead}/retry", 200);
        Assert.Equal(("available", 0), (Text(retried, "state"), retried.GetProperty("attempt").GetInt32()));
        Assert.Equal("cancelled", Text(await JsonAsync(client, HttpMethod.Post, $"/jobs/{dead}/cancel", 200), "state"));
        var again = await JsonAsync(client, HttpMethod.Post, $"/jobs/{dead}/cancel", 409);
        Assert.Equal($"The job {dead} is cancelled. Jobs that wait or run can be cancelled.", Text(again, "detail"));
        var done = (await JsonAsync(client, HttpMethod.Get, "/jobs?state=done", 200)).GetProperty("jobs")[0].GetProperty("id").GetInt64();
        Assert.Equal($"The job {done} is done. Dead and cancelled jobs can run again.", Text(await JsonAsync(client, HttpMethod.Post, $"/jobs/{done}/retry", 409), "detail"));
        foreach (var method in new[] { "", "/retry", "/cancel" })
            Assert.Equal("There is no job 99999.", Text(await JsonAsync(client, method == "" ? HttpMethod.Get : HttpMethod.Post, $"/jobs/99999{method}", 404), "detail"));
    }

    [LoopFact]
    public async Task A_browser_gets_pages_that_show_what_is_stored_as_text()
    {
        await using var client = await StartAsync("memory");
        var overview = await PageAsync(client, "/jobs");
        Assert.Contains("<h2>Queues</h2>", overview, StringComparison.Ordinal);
        Assert.Contains("<code>0 3 * * *</code>", overview, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", overview, StringComparison.Ordinal);
        Assert.DoesNotContain(Markup, overview, StringComparison.Ordinal);
        var dead = (await JsonAsync(client, HttpMethod.Get, "/jobs?state=dead", 200)).GetProperty("jobs")[0].GetProperty("id").GetInt64();
        Assert.Contains($"<a href=\"/jobs/{dead}\">{dead}</a>", overview, StringComparison.Ordinal);
        var page = await PageAsync(client, $"/jobs/{dead}");
        Assert.Contains("   at ", page, StringComparison.Ordinal); // the stack
        Assert.Contains($"<form method=\"post\" action=\"/jobs/{dead}/retry\"><button>retry</button></form>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Markup, page, StringComparison.Ordinal);
        using var press = Request(HttpMethod.Post, $"/jobs/{dead}/retry", "Bearer secret", "text/html");
        using var moved = await client.SendAsync(press);
        Assert.Equal((HttpStatusCode.SeeOther, $"../{dead}"), (moved.StatusCode, moved.Headers.Location?.ToString()));
        var filtered = await PageAsync(client, "/jobs?state=done&queue=default");
        Assert.Contains("<h2>Jobs of the queue default</h2>", filtered, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/jobs?state=done&amp;queue=default\" aria-current=\"page\">done</a>", filtered, StringComparison.Ordinal);
        Assert.Contains("<p class=\"none\">There are none.</p>", await PageAsync(client, "/jobs?state=running"), StringComparison.Ordinal);
    }

    [LoopTheory, InlineData(null, 401), InlineData("Bearer secret", 200), InlineData("bearer secret", 200), InlineData("Bearer wrong", 401), InlineData("Bearer", 401), InlineData("Basic !", 401)]
    [InlineData("Basic :secret", 200), InlineData("Basic any:secret", 200), InlineData("Basic secret:", 401), InlineData("Basic a:b:secret", 401), InlineData("Digest secret", 401), InlineData("secret", 401)]
    public async Task The_token_opens_every_address(string? authorization, int status)
    {
        await using var client = await StartAsync("memory");
        if (authorization?.Split(' ') is ["Basic", var pair] && pair.Contains(':', StringComparison.Ordinal))
            authorization = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/jobs"), (HttpMethod.Get, "/jobs?limit=0"), (HttpMethod.Get, "/jobs/1"), (HttpMethod.Post, "/jobs/1/retry"), (HttpMethod.Post, "/jobs/1/cancel") })
        {
            using var request = Request(method, path, authorization);
            using var response = await client.SendAsync(request);
            if (status == 200)
                Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
            else
                Assert.Equal((HttpStatusCode.Unauthorized, "Basic realm=\"jobs\", charset=\"UTF-8\""), (response.StatusCode, response.Headers.WwwAuthenticate.ToString()));
        }
    }

    [LoopTheory, InlineData("Origin", "http://localhost", true), InlineData("Origin", "http://evil.example", false), InlineData("Origin", "null", false), InlineData("Origin", "http://localhost:81", false)]
    [InlineData("Origin", "https://localhost", true), InlineData("Origin", "ftp://localhost", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true), InlineData("Sec-Fetch-Site", "none", true), InlineData("Sec-Fetch-Site", "cross-site", false), InlineData("Sec-Fetch-Site", "same-site", false)]
    public async Task A_page_of_another_site_changes_nothing(string header, string value, bool isAllowed)
    {
        await using var client = await StartAsync("memory");
        var dead = (await JsonAsync(client, HttpMethod.Get, "/jobs?state=dead", 200)).GetProperty("jobs")[0].GetProperty("id").GetInt64();
        using var request = Request(HttpMethod.Post, $"/jobs/{dead}/retry", "Bearer secret");
        request.Headers.Add(header, value);
        using var response = await client.SendAsync(request);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(isAllowed ? 0 : 1, (await JsonAsync(client, HttpMethod.Get, "/jobs?state=dead", 200)).GetProperty("jobs").GetArrayLength());
    }

    [LoopFact]
    public async Task Without_a_token_the_authorization_of_the_app_decides()
    {
        await using var client = await StartAsync("memory", token: null);
        using var request = Request(HttpMethod.Get, "/jobs", null);
        using var refused = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var user = Request(HttpMethod.Get, "/jobs", $"Basic {Convert.ToBase64String("ann:her password"u8)}");
        using var known = await client.SendAsync(user);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [LoopFact]
    public async Task The_docs_show_the_addresses()
    {
        await using var client = await StartAsync("memory");
        var paths = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync("/openapi.json")).GetProperty("paths");
        Assert.Equal(["/jobs", "/jobs/{id}", "/jobs/{id}/cancel", "/jobs/{id}/retry"], paths.EnumerateObject().Select(static path => path.Name).Where(static path => path.StartsWith("/jobs", StringComparison.Ordinal)).Order());
        var content = paths.GetProperty("/jobs").GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content");
        Assert.Equal("#/components/schemas/JobOverview", content.GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Equal("string", content.GetProperty("text/html").GetProperty("schema").GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_empty_token_is_refused()
    {
        await using var app = RondoApp.Create([], static builder => builder.AddDatabase("sqlite::memory:").AddJobs());
        Assert.Throws<ArgumentException>(() => app.MapJobs(token: " "));
    }

    private static async Task<TestClient> StartAsync(string kind, string? token = "secret")
    {
        var url = await Databases.UrlAsync(kind);
        var app = RondoApp.Create([], builder =>
        {
            builder.AddDatabase(url).AddJobs(new JobsOptions { RunsJobs = false, Queues = new Dictionary<string, QueueOptions> { ["mail"] = new() { Rate = 5 } } });
            if (token is null)
                builder.Security.AddBasic(static (name, password) => name == "ann" && password == "her password" ? new ClaimsIdentity([new Claim("name", name)], "users") : null);
        });
        var works = app.Job("works", (string _) => Task.CompletedTask);
        var fails = app.Job("fails", (string _) => Task.FromException(new ArithmeticException(Markup)), new JobOptions { MaxAttempts = 1 });
        app.Schedule("nightly", "0 3 * * *", static () => Task.CompletedTask);
        app.MapJobs(token: token);
        var client = await TestClient.StartAsync(app, static options => options.FollowRedirects = false);
        var db = client.Services.GetRequiredService<Database>();
        await works.EnqueueAsync(db, "a");
        await fails.EnqueueAsync(db, Markup);
        await client.Services.GetRequiredService<JobQueue>().DrainAsync();
        return client;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? authorization, string accept = "*/*")
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }

    private static async Task<JsonElement> JsonAsync(TestClient client, HttpMethod method, string path, int status)
    {
        using var request = Request(method, path, "Bearer secret");
        using var response = await client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string> PageAsync(TestClient client, string path)
    {
        using var request = Request(HttpMethod.Get, path, "Bearer secret", "text/html");
        using var response = await client.SendAsync(request);
        Assert.Equal(("text/html; charset=utf-8", "Accept"), (response.Content.Headers.ContentType?.ToString(), response.Headers.Vary.ToString()));
        return await response.Content.ReadAsStringAsync();
    }

    private static string Counts(JsonElement queue) =>
        $"{Text(queue, "name")}:{string.Join('/', new[] { "available", "scheduled", "running", "done", "dead", "cancelled" }.Select(state => queue.GetProperty(state)))}";

    private static string? Text(JsonElement value, string member) => value.GetProperty(member).GetString();
}
