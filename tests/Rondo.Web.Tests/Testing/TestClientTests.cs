using System.Net;
using System.Net.Http.Json;
using System.Text;
using Rondo.Sync;
using Rondo.Testing.Client;
using Rondo.Testing.Network;

namespace Rondo.Web.Tests.Testing;

public class TestClientTests
{
    [LoopFact]
    public async Task Get_runs_on_the_loop_of_the_test()
    {
        var loop = EventLoop.Current;
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", () => EventLoop.Current == loop ? "here" : "elsewhere")));
        Assert.Equal("here", await client.GetStringAsync("/"));
        Assert.Same(loop, EventLoop.Current);
    }

    [LoopFact]
    public async Task Json_goes_both_ways()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapPost("/items", (Item item) => Results.Created("/items/1", item with { Price = item.Price * 2 }))));
        using var response = await client.PostAsJsonAsync("/items", new Item("Fork", 2));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(new Item("Fork", 4), await response.Content.ReadFromJsonAsync<Item>());
    }

    [LoopFact]
    public async Task Connections_are_reused()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", (HttpContext context) => context.Connection.Id)));
        var first = await client.GetStringAsync("/");
        Assert.Equal(first, await client.GetStringAsync("/"));
    }

    [LoopFact]
    public async Task A_response_streams_while_it_is_written()
    {
        var more = new Event();
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("one");
            await context.Response.Body.FlushAsync();
            await more.WaitAsync();
            await context.Response.WriteAsync("two");
        })));
        using var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        Assert.Equal(3, await stream.ReadAsync(buffer));
        more.Set();
        Assert.Equal(3, await stream.ReadAsync(buffer));
        Assert.Equal("two", Encoding.ASCII.GetString(buffer, 0, 3));
        Assert.Equal(0, await stream.ReadAsync(buffer));
    }

    [LoopFact]
    public async Task A_request_streams_while_it_is_sent()
    {
        var got = new Event();
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapPost("/", async (HttpContext context) =>
        {
            var buffer = new byte[100];
            var first = await context.Request.Body.ReadAsync(buffer);
            got.Set();
            var second = await context.Request.Body.ReadAsync(buffer);
            return $"{first} {second} {await context.Request.Body.ReadAsync(buffer)}";
        })));
        var content = new WrittenContent(async stream =>
        {
            await stream.WriteAsync("abc"u8.ToArray());
            await got.WaitAsync();
            await stream.WriteAsync("defgh"u8.ToArray());
        });
        using var response = await client.PostAsync("/", content);
        Assert.Equal("3 5 0", await response.Content.ReadAsStringAsync());
    }

    [LoopFact]
    public async Task Large_bodies_pass_both_ways_at_once()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapPost("/", (HttpContext context) => context.Request.Body.CopyToAsync(context.Response.Body))));
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        using var response = await client.PostAsync("/", new ByteArrayContent(bytes));
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [LoopFact]
    public async Task Interim_answers_are_skipped_and_trailers_are_read()
    {
        // Kestrel sends no trailers over HTTP/1.1, so the server's part is played by hand.
        var (near, far) = MemorySocket.Pair(new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));
        await far.SendAsync("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nX-Sum: 4\r\n\r\n"u8.ToArray());
        var connection = new ClientConnection(near);
        using var response = await ResponseHead.ReadAsync(connection, new HttpRequestMessage(), () => { });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var reusable = false;
        await using var body = new ResponseBody(EventLoop.Current, connection, response, BodyFraming.Chunked, null, value => reusable = value);
        var bytes = new MemoryStream();
        await body.CopyToAsync(bytes);
        Assert.Equal("abcd", Encoding.ASCII.GetString(bytes.ToArray()));
        Assert.Equal("4", response.TrailingHeaders.GetValues("X-Sum").Single());
        Assert.True(reusable);
    }

    [LoopFact]
    public async Task Head_and_no_content_have_no_body_and_keep_the_connection()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app =>
        {
            app.MapMethods("/", ["GET", "HEAD"], () => "hello");
            app.MapDelete("/", () => Results.NoContent());
            app.MapGet("/id", (HttpContext context) => context.Connection.Id);
        }));
        var id = await client.GetStringAsync("/id");
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"));
        Assert.Equal("", await head.Content.ReadAsStringAsync());
        using var deleted = await client.DeleteAsync("/");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(id, await client.GetStringAsync("/id"));
    }

    [LoopFact]
    public async Task Cookies_are_kept_and_redirects_are_followed()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app =>
        {
            app.MapPost("/login", (HttpContext context) =>
            {
                context.Response.Cookies.Append("name", "ann");
                return Results.Redirect("/me");
            });
            app.MapGet("/me", (HttpContext context) => context.Request.Cookies["name"] ?? "nobody");
        }));
        using var response = await client.PostAsync("/login", null);
        Assert.Equal("ann", await response.Content.ReadAsStringAsync());
        Assert.Equal(new Uri("http://localhost/me"), response.RequestMessage!.RequestUri);
    }

    [LoopFact]
    public async Task Redirects_are_left_alone_on_request()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", () => Results.Redirect("/me"))), options => options.FollowRedirects = false);
        using var response = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }

    [LoopFact]
    public async Task Expect_continue_waits_for_the_server()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapPost("/", Task<string> (HttpContext context) => new StreamReader(context.Request.Body).ReadToEndAsync())));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("late") };
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request);
        Assert.Equal("late", await response.Content.ReadAsStringAsync());
    }

    [LoopFact(Shuffle = true, Repeat = 5)]
    public async Task Parallel_requests_are_in_progress_at_the_same_time()
    {
        var barrier = new Rondo.Sync.Barrier(20);
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/{id:int}", async (int id) =>
        {
            await barrier.WaitAsync();
            return id;
        })));
        var answers = new List<string>();
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 20; i++)
            {
                var id = i;
                group.Start(async () => answers.Add(await client.GetStringAsync($"/{id}")));
            }

            return Task.CompletedTask;
        });
        Assert.Equal(Enumerable.Range(0, 20), answers.Select(int.Parse).Order());
    }

    [LoopFact]
    public async Task A_client_that_goes_away_cancels_the_handler()
    {
        var started = new Event();
        var ended = new Event();
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", async () =>
        {
            started.Set();
            try
            {
                await EventLoop.SleepForever();
            }
            finally
            {
                ended.Set();
            }
        })));
        await CancelScope.RunAsync(async scope =>
        {
            await TaskGroup.RunAsync(async group =>
            {
                _ = group.Start(() => client.GetAsync("/"));
                await started.WaitAsync();
                scope.Cancel();
            });
        });
        await CancelScope.FailAfter(TimeSpan.FromSeconds(10), async () => await ended.WaitAsync());
    }

    [LoopFact]
    public async Task A_response_that_is_dropped_half_way_cancels_the_handler()
    {
        var ended = new Event();
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", async (HttpContext context) =>
        {
            try
            {
                while (true)
                {
                    await context.Response.WriteAsync("more");
                    await context.Response.Body.FlushAsync();
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                }
            }
            finally
            {
                ended.Set();
            }
        })));
        using (await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead))
        {
        }

        await CancelScope.FailAfter(TimeSpan.FromSeconds(10), async () => await ended.WaitAsync());
    }

    [LoopFact]
    public async Task Connections_over_the_limit_are_refused()
    {
        var entered = new Event();
        var release = new Event();
        await using var client = await TestClient.StartAsync(Apps.Build(
            app => app.MapGet("/", async () =>
            {
                entered.Set();
                await release.WaitAsync();
            }),
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxConcurrentConnections = 1)));
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => client.GetAsync("/"));
            await entered.WaitAsync();
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));
            Assert.Equal("The server closed the connection without answering GET /.", refused.Message);
            release.Set();
        });
    }

    [LoopFact]
    public async Task Bodies_over_the_limit_are_refused_while_they_are_sent()
    {
        await using var client = await TestClient.StartAsync(
            Apps.Build(
                app => app.MapPost("/", (HttpContext context) => context.Request.Body.CopyToAsync(Stream.Null)),
                builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1000)));
        using var response = await client.PostAsync("/", new ByteArrayContent(new byte[5000]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    private sealed record Item(string Name, int Price);

    private sealed class WrittenContent(Func<Stream, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => write(stream);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
