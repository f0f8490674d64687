using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kitchen;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>The contract of Kitchen, as far as it is built, over real connections.</summary>
public class KitchenTests
{
    public static TheoryData<string, ServerChoice> Servers
    {
        get
        {
            var data = new TheoryData<string, ServerChoice>();
            foreach (var driver in AvailableDrivers.All)
            {
                data.Add(driver, ServerChoice.Rondo);
                data.Add(driver, ServerChoice.Kestrel);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_basic_answers(string driver, ServerChoice server)
    {
        await using var kitchen = await StartAsync(driver, server);
        await kitchen.Expect("/plaintext", 200, "text/plain; charset=utf-8", "Hello, World!");
        await kitchen.Expect("/json", 200, "application/json; charset=utf-8", """{"message":"Hello, World!"}""");
        await kitchen.Expect("/echo/5?q=a", 200, "application/json; charset=utf-8", """{"id":5,"q":"a"}""");
        await kitchen.Expect("/echo/5", 200, "application/json; charset=utf-8", """{"id":5,"q":null}""");
        await kitchen.Expect("/sleep/0", 200, "application/json; charset=utf-8", """{"slept":0}""");
        await kitchen.Expect("/sleep/20", 200, "application/json; charset=utf-8", """{"slept":20}""");
        await kitchen.Expect("/external", 200, "application/json; charset=utf-8", """{"message":"Hello, World!"}""");
        var health = await kitchen.Client.GetFromJsonAsync<JsonElement>("/health", TestContext.Current.CancellationToken);
        Assert.Equal("ok", health.GetProperty("status").GetString());
        Assert.Equal(driver, health.GetProperty("driver").GetString());
        var index = await kitchen.Client.GetStringAsync("/", TestContext.Current.CancellationToken);
        foreach (var link in new[] { "/plaintext", "/json", "/health", "/echo/", "/sleep/", "/external", "/aggregate", "/chat", "/dashboard", "/events", "/items", "/orders", "/jobs", "/cpu/", "/gateway/", "/site/", "/docs", "/redoc", "/openapi.json" })
            Assert.Contains($"href=\"{link}", index, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/echo/0", "/id")]
    [InlineData("/echo/-3", "/id")]
    [InlineData("/echo/x", "/id")]
    [InlineData("/echo/99999999999999999999", "/id")]
    [InlineData("/echo/1.5", "/id")]
    [InlineData("/echo/1?q=012345678901234567890123456789012345678901234567890", "/q")]
    [InlineData("/echo/x?q=012345678901234567890123456789012345678901234567890", "/id", "/q")]
    [InlineData("/sleep/-1", "/ms")]
    [InlineData("/sleep/60001", "/ms")]
    [InlineData("/sleep/soon", "/ms")]
    [InlineData("/aggregate?n=0&ms=-1&deadline_ms=0", "/n", "/ms", "/deadline_ms")]
    [InlineData("/aggregate?n=101", "/n")]
    public async Task Bad_parameters_are_all_named_in_one_problem(string path, params string[] pointers)
    {
        await using var kitchen = await StartAsync(AvailableDrivers.All[0], ServerChoice.Rondo);
        using var response = await kitchen.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(pointers, problem.GetProperty("errors").EnumerateArray().Select(static error => error.GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_too()
    {
        await using var kitchen = await StartAsync(AvailableDrivers.All[0], ServerChoice.Rondo);
        using var missing = await kitchen.Client.GetAsync("/nowhere", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal("application/problem+json", missing.Content.Headers.ContentType?.MediaType);
        using var wrong = await kitchen.Client.PostAsync("/json", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_aggregator_calls_at_once_and_gives_up_at_its_deadline(string driver, ServerChoice server)
    {
        await using var kitchen = await StartAsync(driver, server);
        var all = await kitchen.Client.GetFromJsonAsync<JsonElement>("/aggregate?n=20&ms=100&deadline_ms=60000", TestContext.Current.CancellationToken);
        Assert.Equal(20, all.GetProperty("results").GetArrayLength());
        Assert.All(all.GetProperty("results").EnumerateArray(), static each => Assert.Equal(100, each.GetProperty("slept").GetInt32()));
        Assert.InRange(all.GetProperty("elapsed_ms").GetDouble(), 99, 1900); // not 20 times 100
        using var late = await kitchen.Client.GetAsync("/aggregate?n=5&ms=60000&deadline_ms=50", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        Assert.Equal("application/problem+json", late.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task The_aggregator_tells_its_upstream_how_much_time_is_left(string driver, ServerChoice server)
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<int>();
        await using var upstream = await Rondo.Web.Tests.Server.ServedApp.StartAsync(driver, app => app.MapGet("/sleep/{ms:int}", (int ms, HttpRequest request) =>
        {
            told.Enqueue(int.Parse(request.Headers["X-Deadline-Ms"].ToString(), System.Globalization.CultureInfo.InvariantCulture));
            return new { slept = ms };
        }));
        await using var kitchen = await StartAsync(driver, server, upstream.Address);
        await kitchen.Client.GetStringAsync("/aggregate?n=3&ms=7&deadline_ms=60000", TestContext.Current.CancellationToken);
        Assert.Equal(3, told.Count);
        Assert.All(told, static left => Assert.InRange(left, 1, 60_000));
    }

    [Fact]
    public async Task An_upstream_that_fails_is_a_502()
    {
        await using var kitchen = await StartAsync(AvailableDrivers.All[0], ServerChoice.Rondo, new Uri("http://127.0.0.1:1/"));
        foreach (var path in new[] { "/external", "/aggregate" })
        {
            using var response = await kitchen.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [LoopFact]
    public async Task A_draining_kitchen_is_not_healthy()
    {
        await using var client = await KitchenClient.StartAsync();
        Assert.Equal("ok", (await client.GetJsonAsync("/health")).GetProperty("status").GetString());
        client.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();
        Assert.Equal("Kitchen is draining: it finishes what it has begun, and takes nothing new.", (await client.GetJsonAsync("/health", 503)).GetProperty("detail").GetString());
    }

    [LoopFact]
    public async Task The_docs_describe_every_endpoint()
    {
        await using var client = await KitchenClient.StartAsync();
        foreach (var path in new[] { "/docs", "/redoc" })
        {
            using var page = await client.GetAsync(path);
            Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        }

        var document = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync("/openapi.json"));
        Assert.StartsWith("3.1.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        string[] operations = [.. document.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Where(static each => each.Value.TryGetProperty("responses", out _)).Select(each => $"{each.Name} {path.Name}"))];
        foreach (var operation in new[]
                 {
                     "get /", "get /plaintext", "get /json", "get /health", "get /echo/{id}", "get /sleep/{ms}", "post /items", "get /items", "get /items/{id}", "put /items/{id}", "delete /items/{id}",
                     "get /external", "get /aggregate", "get /chat/{room}", "get /chat", "get /dashboard", "get /events", "post /orders", "get /orders/{id}", "put /files/{name}", "get /files/{name}", "delete /files/{name}", "get /cpu/thread/{n}", "get /cpu/process/{n}", "post /scrape", "get /jobs", "post /jobs/{id}/retry", "post /login", "get /me",
                 })
        {
            Assert.Contains(operation, operations);
        }
    }

    [Theory]
    [InlineData("--loops 0", "--loops is 0: choose 1 to 1024.")]
    [InlineData("--driver kqueue", "--driver is 'kqueue': choose uring, epoll, portable.")]
    [InlineData("--urls localhost:80", "--urls has 'localhost:80': an address looks like http://127.0.0.1:8000, https://localhost:8443 or http://unix:/tmp/kitchen.sock.")]
    [InlineData("--upstream nowhere", "--upstream is 'nowhere': a base URL looks like http://127.0.0.1:9000.")]
    [InlineData("--database postgres://me:secret@localhost:0/kitchen", "--database: The port of the database's URL must be an integer from 1 to 65535. Encode a colon in a password as %3A, and a slash as %2F.")]
    [InlineData("--database kitchen.db", "--database: The database's URL has no scheme. A database's URL looks like sqlite:///file.db, sqlite::memory: or postgres://user:password@host/name.")]
    [InlineData("--broker amqp://me:secret@localhost:4222", "--broker is a amqp URL: a broker looks like nats://127.0.0.1:4222, or tls://.")]
    [InlineData("--max-file 0", "--max-file is 0: choose at least 1 byte.")]
    [InlineData("--jobs-token \"\"", "--jobs-token is empty: choose a secret, or leave it out for a new one.")]
    [InlineData("--certificate /no/such.pfx", "--certificate: there is no file '/no/such.pfx'.")]
    public void Bad_options_are_refused_with_the_remedy(string arguments, string error)
    {
        var result = KitchenCommand.Create(static _ => Task.FromResult(0)).Parse(arguments);
        Assert.Equal(error, Assert.Single(result.Errors).Message);
    }

    /// <summary>A thousand requests sleep a second each on one loop, and are answered together; how soon is a figure, not a test.</summary>
    [Fact]
    public async Task A_thousand_sleeping_requests_take_as_long_as_one()
    {
        await using var kitchen = await StartAsync(AvailableDrivers.All[0], ServerChoice.Rondo);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => kitchen.Client.GetStringAsync("/sleep/1000", TestContext.Current.CancellationToken)));
        Assert.All(answers, static answer => Assert.Equal("""{"slept":1000}""", answer));
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, 1, 60); // one after another it would be 1,000
    }

    private static Task<ServedKitchen> StartAsync(string driver, ServerChoice server, Uri? upstream = null) =>
        ServedKitchen.StartAsync(options => options with { Driver = driver, Server = server, Upstream = upstream });
}
