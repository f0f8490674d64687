using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Kitchen;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Kitchen;

/// <summary>Kitchen's contract, the same on each server, in development and in production, on both databases.</summary>
public sealed class ContractTests
{
    public static TheoryData<string, string, string> All
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (host, environment) in Hosts.All.Select(static row => row.Data))
            {
                data.Add(host, environment, "sqlite");
                data.Add(host, environment, "postgres");
            }

            return data;
        }
    }

    /// <summary>Each server, driver, number of loops and database.</summary>
    public static TheoryData<ServerChoice, string, int, string> Served =>
    [
        .. from server in new[] { ServerChoice.Rondo, ServerChoice.Kestrel }
           from driver in AvailableDrivers.All
           from loops in new[] { 1, 2 }
           from database in new[] { "sqlite", "postgres" }
           select (server, driver, loops, database),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public Task The_contract_holds(string host, string environment, string database) =>
        RunAsync(host, environment, database, client => ExpectAnswersAsync(client, hasPort: host != Hosts.Client));

    [Theory]
    [MemberData(nameof(All))]
    public Task Items_orders_and_users(string host, string environment, string database) => RunAsync(host, environment, database, ExpectOrdersAsync);

    [Theory]
    [MemberData(nameof(Served))]
    public async Task The_whole_contract_holds(ServerChoice server, string driver, int loops, string database)
    {
        var url = await KitchenFiles.NewUrlAsync(database);
        await using var kitchen = await ServedKitchen.StartAsync(options => options with
        {
            Server = server,
            Driver = driver,
            Loops = loops,
            Database = url,
            JobsToken = "secret",
            Files = Directory.CreateTempSubdirectory("rondo-kitchen-").FullName,
        });
        await Task.WhenAll(
            ExpectAnswersAsync(kitchen.Client, hasPort: true),
            ExpectOrdersAsync(kitchen.Client),
            ExpectFilesAsync(kitchen.Client),
            ExpectWorkAsync(kitchen.Client),
            ExpectEventsAsync(kitchen.Client),
            ExpectChatAsync(kitchen));
        Directory.Delete(kitchen.Options.Files!, recursive: true);
    }

    private static async Task ExpectFilesAsync(HttpClient client)
    {
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        await ExpectAsync(client, HttpMethod.Get, "/files/menu.bin", 404, "application/problem+json", null);
        using var put = await client.PutAsync("/files/menu.bin", new ByteArrayContent(content));
        Assert.Equal(201, (int)put.StatusCode);
        Assert.Equal(content, await client.GetByteArrayAsync("/files/menu.bin"));
        using var range = new HttpRequestMessage(HttpMethod.Get, "/files/menu.bin") { Headers = { Range = new RangeHeaderValue(1000, 200_000) } };
        using var part = await client.SendAsync(range);
        Assert.Equal(206, (int)part.StatusCode);
        Assert.Equal(content[1000..200_001], await part.Content.ReadAsByteArrayAsync());
        await ExpectAsync(client, HttpMethod.Get, "/files/..%2Fkitchen.db", 404, "application/problem+json", null);
        await ExpectAsync(client, HttpMethod.Delete, "/files/menu.bin", 204, null, "");
        await ExpectAsync(client, HttpMethod.Get, "/files/menu.bin", 404, "application/problem+json", null);
    }

    /// <summary>Threads, processes, the crawler and the gateway.</summary>
    private static async Task ExpectWorkAsync(HttpClient client)
    {
        await ExpectAsync(client, HttpMethod.Get, "/cpu/thread/100000", 200, "application/json", """{"n":100000,"primes":9592,"where":"thread"}""");
        await ExpectAsync(client, HttpMethod.Get, "/cpu/process/100000", 200, "application/json", """{"n":100000,"primes":9592,"where":"process"}""");
        await ExpectInvalidAsync(client, HttpMethod.Get, "/cpu/thread/50000001", null, "/n");
        await ExpectAsync(client, HttpMethod.Get, "/gateway/json", 200, "application/json", """{"message":"Hello, World!"}""");
        await ExpectAsync(client, HttpMethod.Get, "/gateway/nowhere", 404, "application/problem+json", null);
        var site = new Uri(client.BaseAddress!, "/site/");
        using var pages = await client.PostAsync("/scrape", ApiTest.Json($$"""{"url":"{{site}}","max_pages":30,"concurrency":4}"""));
        var lines = (await pages.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(30, lines.Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()).Distinct().Count());
    }

    private static async Task ExpectEventsAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var data = 0; data < 2;)
            data += (await events.ReadLineAsync() ?? throw new EndOfStreamException()).StartsWith("data:", StringComparison.Ordinal) ? 1 : 0;
    }

    private static async Task ExpectChatAsync(ServedKitchen kitchen)
    {
        using ClientWebSocket ann = new(), ben = new();
        await ann.ConnectAsync(Chat("ann"), CancellationToken.None);
        Assert.Equal("""{"type":"joined","name":"ann"}""", await ReceiveAsync(ann));
        await ben.ConnectAsync(Chat("ben"), CancellationToken.None);
        foreach (var socket in new[] { ann, ben })
            Assert.Equal("""{"type":"joined","name":"ben"}""", await ReceiveAsync(socket));
        await ben.SendAsync("""{"type":"say","text":"soup"}"""u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        foreach (var socket in new[] { ann, ben })
            Assert.Equal("""{"type":"said","from":"ben","text":"soup"}""", await ReceiveAsync(socket));
        await ExpectAsync(kitchen.Client, HttpMethod.Get, "/chat/stove/members", 200, "application/json", """["ann","ben"]""");

        Uri Chat(string name) => new UriBuilder(kitchen.Address) { Scheme = "ws", Path = "/chat/stove", Query = $"name={name}" }.Uri;

        static async Task<string> ReceiveAsync(ClientWebSocket socket)
        {
            var buffer = new byte[1000];
            var result = await socket.ReceiveAsync(buffer, CancellationToken.None);
            return Encoding.UTF8.GetString(buffer, 0, result.Count);
        }
    }

    private static async Task ExpectAnswersAsync(HttpClient client, bool hasPort)
    {
        foreach (var page in new[] { "/", "/chat", "/dashboard", "/docs", "/redoc" })
            await ExpectAsync(client, HttpMethod.Get, page, 200, "text/html", null);
        await ExpectAsync(client, HttpMethod.Get, "/plaintext", 200, "text/plain", "Hello, World!");
        await ExpectAsync(client, HttpMethod.Get, "/json", 200, "application/json", """{"message":"Hello, World!"}""");
        await ExpectAsync(client, HttpMethod.Get, "/openapi.json", 200, "application/json", null);
        await ExpectAsync(client, HttpMethod.Get, "/health", 200, "application/json", null);
        await ExpectAsync(client, HttpMethod.Get, "/echo/5?q=a", 200, "application/json", """{"id":5,"q":"a"}""");
        await ExpectAsync(client, HttpMethod.Get, "/sleep/5", 200, "application/json", """{"slept":5}""");
        await ExpectAsync(client, HttpMethod.Get, "/nowhere", 404, "application/problem+json", """{"title":"Not Found","status":404}""");
        await ExpectAsync(client, HttpMethod.Post, "/json", 405, "application/problem+json", """{"title":"Method Not Allowed","status":405}""");
        await ExpectInvalidAsync(client, HttpMethod.Get, "/echo/0?q=" + new string('x', 51), null, "/id", "/q");
        await ExpectInvalidAsync(client, HttpMethod.Get, "/sleep/soon", null, "/ms");
        await ExpectInvalidAsync(client, HttpMethod.Get, "/aggregate?n=0&ms=-1&deadline_ms=0", null, "/n", "/ms", "/deadline_ms");
        if (hasPort) // without one there is nothing that Kitchen could call
        {
            await ExpectAsync(client, HttpMethod.Get, "/external", 200, "application/json", """{"message":"Hello, World!"}""");
            await ExpectAsync(client, HttpMethod.Get, "/aggregate?n=3&ms=5&deadline_ms=60000", 200, "application/json", null);
            await ExpectAsync(client, HttpMethod.Get, "/aggregate?n=2&ms=60000&deadline_ms=20", 504, "application/problem+json", null);
        }
    }

    private static async Task ExpectOrdersAsync(HttpClient client)
    {
        await ExpectInvalidAsync(client, HttpMethod.Post, "/items", """{"name":"","price":0,"tags":["a"]}""", "/name", "/price");
        await ExpectInvalidAsync(client, HttpMethod.Get, "/items?limit=0", null, "/limit");
        await ExpectAsync(client, HttpMethod.Post, "/items", 415, "application/problem+json", null, new StringContent("soup"));
        await ExpectAsync(client, HttpMethod.Post, "/items", 201, "application/json", """{"id":1,"name":"Soup","price":1.50,"tags":[]}""", ApiTest.Json("""{"name":"Soup","price":1.50}"""));
        await ExpectAsync(client, HttpMethod.Get, "/items/1", 200, "application/json", """{"id":1,"name":"Soup","price":1.50,"tags":[]}""");
        await ExpectAsync(client, HttpMethod.Delete, "/items/1", 204, null, "");
        await ExpectAsync(client, HttpMethod.Get, "/items/1", 404, "application/problem+json", """{"title":"Not Found","status":404,"detail":"There is no item 1."}""");
        await ExpectAsync(client, HttpMethod.Delete, "/items/1", 404, "application/problem+json", null);
        using var order = await client.PostAsync("/orders", ApiTest.Json("""{"dish":"soup"}"""));
        await order.JsonAsync(202);
        await ExpectServedAsync(client, order.Headers.Location!.ToString());
        await ExpectAsync(client, HttpMethod.Get, "/jobs", 401, "application/problem+json", null);
        using var jobs = new HttpRequestMessage(HttpMethod.Get, "/jobs") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "secret") } };
        using var seen = await client.SendAsync(jobs);
        Assert.Equal("stoves", (await seen.JsonAsync(200)).GetProperty("queues")[0].GetProperty("name").GetString());
        await ExpectAsync(client, HttpMethod.Get, "/me", 401, "application/problem+json", """{"title":"Unauthorized","status":401}""");
        using var login = await client.PostAsync("/login", new FormUrlEncodedContent([new("grant_type", "password"), new("username", "cook"), new("password", "kitchen")]));
        var token = (await login.JsonAsync(200)).GetProperty("access_token").GetString();
        using var me = new HttpRequestMessage(HttpMethod.Get, "/me") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var known = await client.SendAsync(me);
        Assert.Equal("cook", (await known.JsonAsync(200)).GetProperty("name").GetString());
    }

    private static async Task RunAsync(string host, string environment, string database, Func<HttpClient, Task> test)
    {
        var options = new KitchenOptions
        {
            Urls = host == Hosts.Client ? "http://localhost:5000" : "http://127.0.0.1:0",
            Loops = 1,
            Database = await KitchenFiles.NewUrlAsync(database),
            JobsToken = "secret",
            Server = host == Hosts.Kestrel ? ServerChoice.Kestrel : ServerChoice.Rondo,
        };
        await Hosts.RunAsync(host, () => KitchenApp.Build(options, $"--environment={environment}"), test);
    }

    private static async Task ExpectAsync(HttpClient client, HttpMethod method, string path, int status, string? type, string? body, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.Equal($"{method} {path}: {status} {type}", $"{method} {path}: {(int)response.StatusCode} {response.Content.Headers.ContentType?.MediaType}");
        if (body is not null)
            Assert.Equal(body, answer);
    }

    private static async Task ExpectServedAsync(HttpClient client, string order)
    {
        while (true)
        {
            using var response = await client.GetAsync(order);
            if ((await response.JsonAsync(200)).GetProperty("status").GetString() == "served")
                return;
            using var pause = await client.GetAsync("/sleep/50");
        }
    }

    private static async Task ExpectInvalidAsync(HttpClient client, HttpMethod method, string path, string? json, params string[] pointers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : ApiTest.Json(json) };
        using var response = await client.SendAsync(request);
        Assert.Equal(pointers, (await response.JsonAsync(422)).Pointers());
    }
}
