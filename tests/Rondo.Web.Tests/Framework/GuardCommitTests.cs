using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rondo.Web.Tests.Framework;

/// <summary>A guard that commits after the handler: an answer of a handler without dependencies of its own waits for that, as of any other.</summary>
public sealed class GuardCommitTests
{
    private const string CommitFailed = """409 {"title":"Conflict","status":409,"detail":"the commit failed"}""";

    private static readonly string s_file = Path.Combine(AppContext.BaseDirectory, "Rondo.Web.Tests.runtimeconfig.json");

    private static readonly string[] s_levels = ["/group", "/endpoint", "/class", "/nested"];

    /// <summary>The responses of handlers, and the bytes that are sent of each.</summary>
    private static readonly Dictionary<string, string> s_answers = new()
    {
        ["/text"] = "200 text",
        ["/text-later"] = "200 text",
        ["/json"] = """200 {"id":1}""",
        ["/json-later"] = """200 {"id":1}""",
        ["/html"] = "200 <p>page</p>",
        ["/bytes"] = "200 bytes",
        ["/none"] = "204 ",
        ["/none-later"] = "204 ",
        ["/null"] = "204 ",
        ["/written"] = "200 written",
        ["/started"] = "200 written",
        ["/stream"] = "200 stream",
        ["/pushed"] = "200 pushed",
        ["/items"] = "200 [1,2]",
        ["/file"] = "200 file",
        ["/path"] = "200 " + File.ReadAllText(s_file),
        ["/result"] = """200 {"id":1}""",
        ["/mapped"] = "200 mapped",
    };

    public static TheoryData<string, string, bool> All
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var row in Hosts.All)
            {
                foreach (var isHttp2 in row.Data.Item1 == Hosts.Client ? new[] { false } : [false, true])
                    data.Add(row.Data.Item1, row.Data.Item2, isHttp2);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task An_answer_is_sent_when_its_guard_has_committed(string host, string environment, bool isHttp2) => RunAsync(host, environment, isHttp2, async (ask, log, paths) =>
    {
        foreach (var (path, answer) in paths)
        {
            log.Clear();
            Assert.Equal($"{path} {answer}", $"{path} {await ask(path, HttpMethod.Get)}");
            Assert.Equal($"{path} commit, end", $"{path} {string.Join(", ", log)}");
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public Task A_commit_that_fails_takes_the_place_of_the_answer(string host, string environment, bool isHttp2) => RunAsync(host, environment, isHttp2, async (ask, log, paths) =>
    {
        foreach (var (path, _) in paths)
        {
            log.Clear();
            log.Enqueue("fail");
            Assert.Equal($"{path} {CommitFailed}", $"{path} {await ask(path, HttpMethod.Get)}");
            Assert.Equal($"{path} fail, end", $"{path} {string.Join(", ", log)}");
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public Task A_commit_that_fails_fails_a_HEAD_request(string host, string environment, bool isHttp2) => RunAsync(host, environment, isHttp2, async (ask, log, paths) =>
    {
        log.Enqueue("fail");
        Assert.Equal("409 ", await ask(paths[0].Path[..paths[0].Path.LastIndexOf('/')] + "/head", HttpMethod.Head));
    });

    private static List<(string Path, string Answer)> Paths(params IEnumerable<string> levels) =>
    [
        .. from level in levels
           from answer in s_answers
           where level != "/class" || answer.Key is "/text" or "/json" or "/none" or "/pushed"
           select (level + answer.Key, answer.Value),
    ];

    private static async Task RunAsync(
        string host, string environment, bool isHttp2, Func<Func<string, HttpMethod, Task<string>>, ConcurrentQueue<string>, List<(string Path, string Answer)>, Task> test)
    {
        await RunAsync(host, environment, isHttp2, Map, (ask, log) => test(ask, log, Paths(s_levels)));
        await RunAsync(host, environment, isHttp2, MapGuarded, (ask, log) => test(ask, log, Paths("/app")));
    }

    private static Task RunAsync(
        string host, string environment, bool isHttp2, Action<RondoApp> map, Func<Func<string, HttpMethod, Task<string>>, ConcurrentQueue<string>, Task> test)
    {
        var log = new ConcurrentQueue<string>();
        RondoApp? app = null;
        return Hosts.RunAsync(
            host,
            environment,
            mapped => map(app = mapped),
            async client =>
            {
                using var http2 = new HttpClient();
                if (isHttp2)
                    http2.BaseAddress = new Uri(app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last());
                await test((path, method) => AskAsync(isHttp2 ? http2 : client, path, method, isHttp2), log);
            },
            builder =>
            {
                builder.Services.AddSingleton(log);
                if (isHttp2)
                    builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
            });
    }

    private static async Task<string> AskAsync(HttpClient client, string path, HttpMethod method, bool isHttp2)
    {
        using var request = new HttpRequestMessage(method, path);
        if (isHttp2)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using var response = await client.SendAsync(request);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    private static void Map(RondoApp app)
    {
        Answers(app.Group("/group").Depends((Session session) => { }));
        Answers(app.Group("/nested").Depends((Session session) => { }).Group("/"));
        app.Group("/class").Depends((Session session) => { }).Include(typeof(Handlers));
        foreach (var endpoint in Answers(app.Group("/endpoint")))
            endpoint.Depends((Session session) => { });
    }

    private static void MapGuarded(RondoApp app)
    {
        app.Depends((Session session) => { });
        Answers(app.Group("/app"));
    }

    private static List<IEndpointConventionBuilder> Answers(IEndpointRouteBuilder routes) =>
    [
        routes.Get("/text", () => "text"),
        routes.Get("/text-later", async () =>
        {
            await Task.Yield();
            return "text";
        }),
        routes.Get("/json", () => new Made(1)),
        routes.Get("/json-later", async () =>
        {
            await Task.Yield();
            return new Made(1);
        }),
        routes.Get("/html", () => new Html("<p>page</p>")),
        routes.Get("/bytes", () => "bytes"u8.ToArray()),
        routes.Get("/none", () => { }),
        routes.Get("/none-later", async () => await Task.Yield()),
        routes.Get("/null", string? () => null),
        routes.Get("/written", async (HttpResponse response) => await response.WriteAsync("written")),
        routes.Get("/started", async (HttpResponse response) =>
        {
            await response.StartAsync();
            await response.WriteAsync("written");
        }),
        routes.Get("/stream", () => (Stream)new MemoryStream("stream"u8.ToArray())),
        routes.Get("/pushed", () => Results.Stream(async stream => await stream.WriteAsync("pushed"u8.ToArray()))),
        routes.Get("/items", () => Items()),
        routes.Get("/file", () => Results.File("file"u8.ToArray())),
        routes.Get("/path", () => Results.File(s_file)),
        routes.Get("/result", () => Results.Ok(new Made(1))),
        routes.MapGet("/mapped", static () => "mapped"),
        routes.Map("/head", static (HttpResponse response) => response.ContentLength = 5),
    ];

    private static async IAsyncEnumerable<int> Items()
    {
        yield return 1;
        await Task.CompletedTask;
        yield return 2;
    }

    [Dependency]
    internal static async IAsyncEnumerable<Session> Open([FromServices] ConcurrentQueue<string> log)
    {
        try
        {
            yield return new Session();
            await Task.Yield();
            if (log.Contains("fail"))
                throw new Conflict("the commit failed");
            log.Enqueue("commit");
        }
        finally
        {
            log.Enqueue("end");
        }
    }

    internal sealed class Session;

    internal static class Handlers
    {
        [Get("/text")]
        public static string Text() => "text";

        [Get("/json")]
        public static Made Json() => new(1);

        [Get("/none")]
        public static void None()
        {
        }

        [Get("/pushed")]
        public static IResult Pushed() => Results.Stream(static async stream => await stream.WriteAsync("pushed"u8.ToArray()));
    }

    internal sealed record Made(int Id);
}
