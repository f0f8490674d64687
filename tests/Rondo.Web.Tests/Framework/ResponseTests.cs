using System.Text;
using OkOrNothing = Microsoft.AspNetCore.Http.HttpResults.Results<Microsoft.AspNetCore.Http.HttpResults.Ok<Rondo.Web.Tests.Framework.ResponseTests.Small>, Microsoft.AspNetCore.Http.HttpResults.NoContent>;

namespace Rondo.Web.Tests.Framework;

/// <summary>The return type is the contract.</summary>
public class ResponseTests
{
    [LoopFact(Virtual = true)]
    public async Task Values_become_responses_by_their_type()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/record", () => new Small("a"));
            app.Get("/task", async () =>
            {
                await EventLoop.Yield();
                return new Small("b");
            });
            app.Get("/valuetask", () => ValueTask.FromResult(new Small("c")));
            app.Get("/text", () => "plain");
            app.Get("/nulltext", string? () => null);
            app.Get("/null", Small? () => null);
            app.Get("/nothing", () => { });
            app.Get("/nothingasync", async () => await EventLoop.Yield());
            app.Get("/html", () => new Html("<p>hello"));
            app.Get("/bytes", () => new byte[] { 65, 66 });
            app.Get("/stream", Stream () => new MemoryStream("streamed"u8.ToArray()));
            app.Get("/result", () => Results.Text("result", statusCode: 418));
            app.Get("/union/{n}", OkOrNothing (int n) => n > 0 ? TypedResults.Ok(new Small("ok")) : TypedResults.NoContent());
            app.Get("/redirect", () => TypedResults.Redirect("/record"));
            app.Get("/created", () => new Small("new")).Status(201);
            app.Get("/header", (HttpResponse response) =>
            {
                response.Headers["X-A"] = "1";
                return 5;
            });
            app.Get("/unicode", () => new Small("Grüße \"<>&"));
        });
        (string Path, string Answer, string? Type)[] cases =
        [
            ("/record", """200 {"name":"a"}""", "application/json; charset=utf-8"),
            ("/task", """200 {"name":"b"}""", "application/json; charset=utf-8"),
            ("/valuetask", """200 {"name":"c"}""", "application/json; charset=utf-8"),
            ("/text", "200 plain", "text/plain; charset=utf-8"),
            ("/nulltext", "204 ", null),
            ("/null", "200 null", "application/json; charset=utf-8"),
            ("/nothing", "204 ", null),
            ("/nothingasync", "204 ", null),
            ("/html", "200 <p>hello", "text/html; charset=utf-8"),
            ("/bytes", "200 AB", "application/octet-stream"),
            ("/stream", "200 streamed", "application/octet-stream"),
            ("/result", "418 result", "text/plain; charset=utf-8"),
            ("/union/1", """200 {"name":"ok"}""", "application/json; charset=utf-8"),
            ("/union/0", "204 ", null),
            ("/redirect", """200 {"name":"a"}""", "application/json; charset=utf-8"),
            ("/created", """201 {"name":"new"}""", "application/json; charset=utf-8"),
            ("/header", "200 5", "application/json; charset=utf-8"),
        ];
        foreach (var (path, answer, type) in cases)
        {
            using var response = await client.GetAsync(path);
            Assert.Equal((path, answer, type), (path, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}", response.Content.Headers.ContentType?.ToString()));
        }

        Assert.Equal("Grüße \"<>&", System.Text.Json.JsonDocument.Parse(await client.GetStringAsync("/unicode")).RootElement.GetProperty("name").GetString());
    }

    [LoopFact(Virtual = true)]
    public async Task Only_what_the_declared_type_has_is_sent()
    {
        await using var client = await ApiTest.StartAsync(app => app.Get("/", Public () => new Secret("joe", "password")));
        Assert.Equal("""200 {"name":"joe"}""", await client.AnswerAsync("/"));
    }

    [LoopFact(Virtual = true)]
    public async Task Files_have_ranges()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, "0123456789");
        await using var client = await ApiTest.StartAsync(app => app.Get("/", () => TypedResults.PhysicalFile(path, "text/plain", enableRangeProcessing: true)));
        Assert.Equal("200 0123456789", await client.AnswerAsync("/"));
        Assert.Equal("206 234", await client.AnswerAsync("/", header: "Range: bytes=2-4"));
        Assert.Equal("206 89", await client.AnswerAsync("/", header: "Range: bytes=-2"));
        Assert.StartsWith("416 ", await client.AnswerAsync("/", header: "Range: bytes=20-"), StringComparison.Ordinal);
        File.Delete(path);
    }

    [LoopFact(Virtual = true)]
    public async Task A_stream_without_end_is_left_when_its_client_has_left()
    {
        var endless = new Endless();
        await using var client = await ApiTest.StartAsync(app => app.Get("/", Stream () => endless));
        using (var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(200, (int)response.StatusCode);
        await endless.Disposed.Task;
        Assert.InRange(endless.Reads, 1, Endless.Bound - 1);
    }

    [LoopFact(Virtual = true)]
    public async Task Head_is_get_without_a_body()
    {
        await using var client = await ApiTest.StartAsync(app => app.Get("/", () => new Small("a")));
        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));
        Assert.Equal(12, response.Content.Headers.ContentLength);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task Items_are_streamed_in_the_form_that_the_client_prefers()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/", Items);
            app.Get("/lines", [StreamAs(StreamFormat.JsonLines)] () => Items());
            app.Get("/events", Events);
            app.Get("/slow", Slow).WithEvents(new EventStreamOptions { Heartbeat = TimeSpan.FromMinutes(20) });
        });
        Assert.Equal("""200 [{"name":"0"},{"name":"1"}]""", await client.AnswerAsync("/"));
        Assert.Equal("200 {\"name\":\"0\"}\n{\"name\":\"1\"}\n", await client.AnswerAsync("/", header: "Accept: application/jsonl"));
        Assert.Equal("200 {\"name\":\"0\"}\n{\"name\":\"1\"}\n", await client.AnswerAsync("/lines"));
        var events = new List<string>();
        await foreach (var each in client.EventsAsync("/"))
            events.Add(each.Data);
        Assert.Equal(["""{"name":"0"}""", """{"name":"1"}"""], events);
        await foreach (var each in client.EventsAsync("/events", lastEventId: "6"))
            events.Add($"{each.Id} {each.Event} {each.Data}");
        Assert.Equal("""7 small {"name":"next"}""", events[^1]);
        var comments = 0;
        await foreach (var each in client.EventsAsync("/slow", comments: true))
            comments += each.Comment is null ? 0 : 1;
        Assert.Equal(2, comments); // in an hour
    }

    [LoopFact(Virtual = true)]
    public async Task Errors_are_problems_whatever_throws_them()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.OnError<TimeoutException>(error => new GatewayTimeout(error.Message));
            app.Get("/notfound", string () => throw new NotFound("No such thing."));
            app.Get("/own", string () => throw new Sold("soup"));
            app.Get("/timeout", string () => throw new TimeoutException("too slow"));
            app.Get("/defect", string () => throw new InvalidDataException("secret"));
            var group = app.Group("/group").OnError((InvalidDataException error) => new BadGateway("a broken upstream"));
            group.Get("/defect", string () => throw new InvalidDataException("secret"));
            app.Get("/late", async (HttpResponse response) =>
            {
                await response.WriteAsync("begun");
                await response.Body.FlushAsync();
                throw new NotFound("too late");
            });
        });
        Assert.Equal("""404 {"title":"Not Found","status":404,"detail":"No such thing."}""", await client.AnswerAsync("/notfound"));
        Assert.Equal("""410 {"type":"https://kitchen.example/sold-out","title":"Sold out","status":410,"detail":"There is no soup left.","dish":"soup"}""", await client.AnswerAsync("/own"));
        Assert.Equal("""504 {"title":"Gateway Timeout","status":504,"detail":"too slow"}""", await client.AnswerAsync("/timeout"));
        Assert.Equal("""502 {"title":"Bad Gateway","status":502,"detail":"a broken upstream"}""", await client.AnswerAsync("/group/defect"));
        Assert.Matches("""^500 {"title":"Internal Server Error","status":500,"traceId":"[^"]+"}$""", await client.AnswerAsync("/defect"));
        Assert.Equal("""404 {"title":"Not Found","status":404}""", await client.AnswerAsync("/nowhere"));
        Assert.Equal("""405 {"title":"Method Not Allowed","status":405}""", await client.AnswerAsync("/own", HttpMethod.Delete));
        await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync("/late")); // cut off: no well-formed end
    }

    [LoopFact(Virtual = true)]
    public async Task Development_shows_the_exception()
    {
        await using var client = await ApiTest.StartAsync(app => app.Get("/", string () => throw new InvalidDataException("the detail")), builder => builder.Services.Configure<ApiOptions>(options => options.ShowExceptions = true));
        var answer = await client.AnswerAsync("/");
        Assert.Contains("\"detail\":\"the detail\"", answer, StringComparison.Ordinal);
        Assert.Contains("InvalidDataException: the detail", answer, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Tests_see_the_exception_of_a_defect_itself()
    {
        await using var client = await TestClient.StartAsync(ApiTest.App(app => app.Get("/", string () => throw new InvalidDataException("the defect"))));
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync("/"));
        Assert.Contains("the defect", exception.ToString(), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Work_after_the_response_runs_when_the_handler_succeeded()
    {
        var done = new List<string>();
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/", (After after) =>
            {
                after.Run("slow", async () =>
                {
                    await EventLoop.Sleep(TimeSpan.FromHours(1));
                    done.Add("worked");
                });
                return "answered";
            });
            app.Get("/fails", string (After after) =>
            {
                after.Run("never", () =>
                {
                    done.Add("wrong");
                    return Task.CompletedTask;
                });
                throw new Conflict();
            });
        });
        Assert.StartsWith("409 ", await client.AnswerAsync("/fails"), StringComparison.Ordinal);
        Assert.Equal("200 answered", await client.AnswerAsync("/"));
        Assert.Empty(done);
        await EventLoop.Sleep(TimeSpan.FromHours(2));
        Assert.Equal(["worked"], done);
    }

    [LoopFact(Virtual = true)]
    public async Task Attributed_methods_are_handlers_too()
    {
        await using var client = await ApiTest.StartAsync(
            app =>
            {
                app.Include(typeof(StaticHandlers));
                app.Group("/v2").Include<InstanceHandlers>();
            },
            builder => builder.Services.AddSingleton(new StringBuilder("injected")));
        Assert.Equal("200 static 5", await client.AnswerAsync("/static/5"));
        Assert.Equal("202 posted", await client.AnswerAsync("/static", HttpMethod.Post));
        Assert.Equal("200 injected", await client.AnswerAsync("/v2/instance"));
        Assert.Equal("200 injected", await client.AnswerAsync("/v2/also"));
    }

    [LoopFact(Virtual = true)]
    public async Task WebSockets_are_typed_validated_and_bound()
    {
        await using var client = await ApiTest.StartAsync(app => app.WebSocket("/rooms/{room}", async (string room, WebSocketSession<Say, Said> session, int times = 1) =>
        {
            await foreach (var message in session.ReadAllAsync())
            {
                for (var i = 0; i < times; i++)
                    await session.SendAsync(new Said(room, message.Text));
            }
        }));
        await using var socket = await client.WebSocketAsync("/rooms/a?times=2");
        await socket.SendTextAsync("""{"text":"hello"}""");
        Assert.Equal("""{"room":"a","text":"hello"}""", await socket.ReceiveTextAsync());
        Assert.Equal("""{"room":"a","text":"hello"}""", await socket.ReceiveTextAsync());
        await socket.SendTextAsync("""{"text":""}""");
        Assert.Equal("""{"type":"error","errors":[{"in":"message","pointer":"/text","code":"length","message":"It must have 1 to 10 characters.","value":""}]}""", await socket.ReceiveTextAsync());
        await socket.CloseAsync();
        var refused = await Assert.ThrowsAsync<TestSocketException>(() => client.WebSocketAsync("/rooms/a?times=x"));
        Assert.Equal(422, (int)refused.StatusCode!);
        Assert.StartsWith("426 ", await client.AnswerAsync("/rooms/a"), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task WebSockets_are_authorized_and_have_dependencies_like_requests()
    {
        await using var client = await ApiTest.StartAsync(
            app => app.WebSocket("/", async (System.Security.Claims.ClaimsPrincipal user, DependencyTests.Unit unit, WebSocketSession<Say, Said> session) =>
                await session.SendAsync(new Said(user.Identity!.Name!, unit.Number > 0 ? "made" : "not"))).RequireAuthorization(),
            builder => builder.Security.AddApiKey(ApiKeyLocation.Header, "X-Key", static key => key == "right" ? ApiUser.Of("ann") : null));
        var refused = await Assert.ThrowsAsync<TestSocketException>(() => client.WebSocketAsync("/"));
        Assert.Equal(401, (int)refused.StatusCode!);
        await using var socket = await client.WebSocketAsync("/", configure: static request => request.Headers.Add("X-Key", "right"));
        Assert.Equal("""{"room":"ann","text":"made"}""", await socket.ReceiveTextAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task A_groups_responses_are_documented()
    {
        var document = await OpenApi.DocumentedApp.DocumentAsync(ApiTest.App(app => app.Group("/g").WithMetadata(new ProducesResponseTypeMetadata(402, typeof(Small))).Get("/a", () => "a")));
        Assert.NotNull(document["paths"]!["/g/a"]!["get"]!["responses"]!["402"]);
    }

#pragma warning disable CS1998
    private static async IAsyncEnumerable<Small> Items()
    {
        for (var i = 0; i < 2; i++)
        {
            await EventLoop.Sleep(TimeSpan.FromMinutes(1));
            yield return new Small($"{i}");
        }
    }

    private static async IAsyncEnumerable<ServerEvent<Small>> Slow()
    {
        await EventLoop.Sleep(TimeSpan.FromMinutes(59));
        yield return new ServerEvent<Small>(new Small("late"));
    }

    private static async IAsyncEnumerable<ServerEvent<Small>> Events(LastEventId last)
    {
        yield return new ServerEvent<Small>(new Small("next")) { Id = last.TryGetNumber(out var number) ? $"{number + 1}" : "0", Event = "small" };
    }
#pragma warning restore CS1998

    public sealed record Small(string Name);

    /// <summary>It does not know of cancellation, and ends only for the sake of the test.</summary>
    private sealed class Endless : Stream
    {
        internal const int Bound = 100_000;

        internal TaskCompletionSource Disposed { get; } = new();

        internal int Reads { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await EventLoop.Yield();
            return ++Reads < Bound ? buffer.Length : 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            Disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    public record Public(string Name);

    public sealed record Secret(string Name, string Password) : Public(Name);

    public sealed record Say([System.ComponentModel.DataAnnotations.Length(1, 10)] string Text);

    public sealed record Said(string Room, string Text);

    [Problem(410, "Sold out", "https://kitchen.example/sold-out")]
    public sealed class Sold : ApiError
    {
        public Sold(string dish)
            : base($"There is no {dish} left.") => Extensions["dish"] = dish;
    }

    internal static class StaticHandlers
    {
        /// <summary>Says its number.</summary>
        [Get("/static/{n}")]
        internal static string Get(int n) => $"static {n}";

        [Post("/static"), Status(202)]
        internal static async Task<string> Post()
        {
            await EventLoop.Yield();
            return "posted";
        }
    }

    public sealed class InstanceHandlers(StringBuilder injected)
    {
        [Get("/instance"), Get("/also")]
        public string Get() => injected.ToString();
    }
}
