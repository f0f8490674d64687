using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Framework;

/// <summary>A dependency is there while its value is used, however late the answer uses it, and a commit that fails is never answered as a success.</summary>
public sealed class DependencyLifetimeTests
{
    private const string Broken = "broken";
    private const string CommitFailed = """409 {"title":"Conflict","status":409,"detail":"the commit failed"}""";

    /// <summary>Answers that use the dependency while they are sent, and what they send.</summary>
    private static readonly Dictionary<string, string> s_kinds = new()
    {
        ["/value"] = "[1,2,3]",
        ["/ok"] = "[1,2,3]",
        ["/typed"] = "[1,2,3]",
        ["/json"] = """{"items":[1,2,3]}""",
        ["/either"] = "[1,2,3]",
        ["/async"] = "[1,2,3]",
        ["/items"] = "[1,2,3]",
        ["/lines"] = "1\n2\n3\n",
        ["/pushed"] = "1,2,3,",
        ["/copied"] = "1,2,3,",
        ["/file"] = "1,2,3,",
        ["/bytes"] = "1,2,3,",
        ["/own"] = "1,2,3,",
        ["/guard"] = "1,2,3,",
        ["/mapped/own"] = "1,2,3,",
    };

    public static TheoryData<string, string> All => Hosts.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_cleanup_follows_the_last_use(string host, string environment) => await RunAsync(host, environment, async (client, log) =>
    {
        foreach (var (path, content) in s_kinds)
        {
            log.Clear();
            Assert.Equal($"{path} 200 {content}", $"{path} {await AskAsync(client, path)}");
            AssertLog(path, log, "use 3", "commit", "end");
        }

        log.Clear();
        Assert.Equal("200 data: 1\n\ndata: 2\n\ndata: 3\n\n", await AskAsync(client, "/events"));
        AssertLog("/events", log, "use 3", "commit", "end");
    });

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_commit_that_fails_is_answered_in_place_of_a_small_answer(string host, string environment) => await RunAsync(host, environment, async (client, log) =>
    {
        foreach (var path in s_kinds.Keys)
        {
            log.Clear();
            log.Enqueue("fail");
            Assert.Equal($"{path} {CommitFailed}", $"{path} {await AskAsync(client, path)}");
            AssertLog(path, log, "use 3", "end");
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_commit_that_fails_breaks_off_an_answer_that_has_begun(string host, string environment) => await RunAsync(host, environment, async (client, log) =>
    {
        foreach (var path in new[] { "/events", "/large/pushed", "/large/file", "/large/own", "/flushed", "/started", "/slow" })
        {
            log.Clear();
            Assert.StartsWith($"{path} 200 ", $"{path} {await AskAsync(client, path)}", StringComparison.Ordinal);
            Assert.Contains("commit", log);
            log.Clear();
            log.Enqueue("fail");
            Assert.Equal($"{path} {Broken}", $"{path} {await AskAsync(client, path)}");
            await Eventually.TrueAsync(() => log.LastOrDefault() == "end");
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_answer_that_fails_abandons_what_its_dependency_did(string host, string environment) => await RunAsync(host, environment, async (client, log) =>
    {
        foreach (var path in s_kinds.Keys)
        {
            log.Clear();
            log.Enqueue("throw");
            Assert.StartsWith($"{path} 500 {{\"title\":\"Internal Server Error\"", $"{path} {await AskAsync(client, path)}", StringComparison.Ordinal);
            AssertLog(path, log, "use 2", "end");
        }

        foreach (var path in new[] { "/events", "/flushed", "/slow" })
        {
            log.Clear();
            log.Enqueue("throw");
            Assert.Equal($"{path} {Broken}", $"{path} {await AskAsync(client, path)}");
            await Eventually.TrueAsync(() => log.LastOrDefault() == "end");
            Assert.DoesNotContain("commit", log);
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_client_that_leaves_ends_the_answer_and_the_dependency(string host, string environment) => await RunAsync(host, environment, async (client, log) =>
    {
        foreach (var path in new[] { "/endless", "/endless/pushed" })
        {
            log.Clear();
            using (var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead))
                Assert.Equal(200, (int)response.StatusCode);
            await Eventually.TrueAsync(() => log.LastOrDefault() == "end");
        }
    });

    private static Task RunAsync(string host, string environment, Func<HttpClient, ConcurrentQueue<string>, Task> test)
    {
        var log = new ConcurrentQueue<string>();
        return Hosts.RunAsync(host, environment, Map, client => test(client, log), builder => builder.Services.AddSingleton(log));
    }

    private static void AssertLog(string path, ConcurrentQueue<string> log, params string[] expected) =>
        Assert.Equal($"{path}: {string.Join(", ", expected)}", $"{path}: {string.Join(", ", log.Reverse().Take(expected.Length).Reverse())}");

    private static async Task<string> AskAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path == "/lines" ? "/items" : path);
        if (path == "/lines")
            request.Headers.Accept.ParseAdd("application/jsonl");
        try
        {
            using var response = await client.SendAsync(request);
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }
        catch (Exception exception) when (exception is HttpRequestException or InvalidTimeZoneException or Conflict) // a test client has the cause
        {
            return Broken;
        }
    }

    private static void Map(RondoApp app)
    {
        app.Get("/value", (Resource resource) => resource.Numbers());
        app.Get("/ok", (Resource resource) => Results.Ok(resource.Numbers()));
        app.Get("/typed", (Resource resource) => TypedResults.Ok(resource.Numbers()));
        app.Get("/json", (Resource resource) => Results.Json(new Listed(resource.Numbers())));
        app.Get("/either", Microsoft.AspNetCore.Http.HttpResults.Results<Microsoft.AspNetCore.Http.HttpResults.Ok<IEnumerable<int>>, Microsoft.AspNetCore.Http.HttpResults.NotFound> (Resource resource) =>
            TypedResults.Ok(resource.Numbers()));
        app.Get("/async", async Task<IResult> (Resource resource) =>
        {
            await Task.Yield();
            return Results.Ok(resource.Numbers());
        });
        app.Get("/items", (Resource resource) => resource.Ready());
        app.Get("/pushed", (Resource resource) => Results.Stream(stream => resource.WriteAsync(stream, 1)));
        app.Get("/copied", (Resource resource) => Results.Stream(new ResourceStream(resource, 1)));
        app.Get("/file", (Resource resource) => Results.File(new ResourceStream(resource, 1), "text/plain"));
        app.Get("/bytes", (Resource resource) => (Stream)new ResourceStream(resource, 1));
        app.Get("/own", (Resource resource) => new Own(resource));
        app.Group("/guard").Depends((Resource resource) => (IResult)new Own(resource)).Get("/", () => "never");
        app.Group("/mapped").Depends((Resource resource, HttpContext http) => { http.Items["resource"] = resource; })
            .MapGet("/own", static (HttpContext http) => new Own((Resource)http.Items["resource"]!));
        app.Get("/events", (Resource resource) => TypedResults.ServerSentEvents(resource.Slow()));
        app.Get("/slow", (Resource resource) => resource.Slow());
        app.Get("/large/pushed", (Resource resource) => Results.Stream(stream => resource.WriteAsync(stream, 200_000)));
        app.Get("/large/file", (Resource resource) => Results.File(new ResourceStream(resource, 200_000), "text/plain"));
        app.Get("/large/own", (Resource resource) => new Own(resource, 200_000));
        app.Get("/flushed", (Resource resource) => Results.Stream(async stream =>
        {
            await stream.WriteAsync("0"u8.ToArray());
            await stream.FlushAsync();
            await resource.WriteAsync(stream, 1);
        }));
        app.Get("/started", async Task<IResult> (Resource resource, HttpResponse response) =>
        {
            await response.StartAsync();
            return new Own(resource);
        });
        app.Get("/endless", (Resource resource) => resource.Endless());
        app.Get("/endless/pushed", (Resource resource) => Results.Stream(async stream =>
        {
            await foreach (var number in resource.Endless())
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{number},"));
                await stream.FlushAsync();
            }
        }));
    }

    [Dependency]
    internal static async IAsyncEnumerable<Resource> Open([FromServices] ConcurrentQueue<string> log)
    {
        await using var resource = new Resource(log);
        yield return resource;
        await Task.Yield();
        if (log.Contains("fail"))
            throw new Conflict("the commit failed");
        log.Enqueue("commit");
    }

    internal sealed record Listed(IEnumerable<int> Items);

    /// <summary>It counts, and cannot when it is closed.</summary>
    internal sealed class Resource(ConcurrentQueue<string> log) : IAsyncDisposable
    {
        private bool _isClosed;

        public ValueTask DisposeAsync()
        {
            _isClosed = true;
            log.Enqueue("end");
            return default;
        }

        internal int Use(int number)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (number == 3 && log.Contains("throw"))
                throw new InvalidTimeZoneException("the answer failed");
            log.Enqueue($"use {number}");
            return number;
        }

        internal IEnumerable<int> Numbers()
        {
            for (var number = 1; number <= 3; number++)
                yield return Use(number);
        }

        internal async IAsyncEnumerable<int> Ready()
        {
            await Task.CompletedTask;
            for (var number = 1; number <= 3; number++)
                yield return Use(number);
        }

        internal async IAsyncEnumerable<int> Slow()
        {
            for (var number = 1; number <= 3; number++)
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
                yield return Use(number);
            }
        }

        internal async IAsyncEnumerable<int> Endless()
        {
            for (var number = 100; ; number++)
            {
                yield return Use(number);
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
            }
        }

        internal async Task WriteAsync(Stream stream, int times)
        {
            foreach (var number in Numbers())
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{new string((char)('0' + number), times)},"));
        }
    }

    /// <summary>A result of the app's own, which writes when it is sent.</summary>
    internal sealed class Own(Resource resource, int times = 1) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            foreach (var number in resource.Numbers())
            {
                await httpContext.Response.WriteAsync($"{new string((char)('0' + number), times)},");
                await Task.Yield();
            }
        }
    }

    /// <summary>Content of a known length that is read from the resource.</summary>
    internal sealed class ResourceStream(Resource resource, int times) : Stream
    {
        private int _number;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => 3 * (times + 1);

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var piece = (int)Math.Min(buffer.Length, Length - Position);
            for (var i = 0; i < piece; i++)
            {
                var number = (int)((Position + i) / (times + 1)) + 1;
                if (number > _number)
                    resource.Use(_number = number);
                buffer[i] = (Position + i + 1) % (times + 1) == 0 ? (byte)',' : (byte)('0' + number);
            }

            Position += piece;
            return piece;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = origin == SeekOrigin.Begin ? offset : Position + offset;

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
