using System.Buffers;

namespace Rondo.Web.Tests.Framework;

/// <summary>Handlers that write their response themselves, or a part of it: its status, its headers.</summary>
public sealed class OwnResponseTests
{
    public static TheoryData<string, string> All => Hosts.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_handler_writes_its_response(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/text", async (HttpResponse response) => await response.WriteAsync("hi"));
            app.Get("/context", async (HttpContext http) =>
            {
                http.Response.StatusCode = 202;
                await http.Response.WriteAsJsonAsync(1);
            });
            app.Get("/unsent", (HttpResponse response) => response.BodyWriter.Write("hi"u8));
            app.Get("/body", async (HttpResponse response) => await response.Body.WriteAsync("hi"u8.ToArray()));
            app.Get("/begun", async (HttpResponse response) =>
            {
                await response.StartAsync();
                await response.WriteAsync("hi");
            });
            app.Get("/parts", async (HttpContext http) =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await http.Response.WriteAsync($"{i};");
                    await http.Response.Body.FlushAsync();
                    await Task.Yield();
                }
            });
            app.Get("/accessor", async (IHttpContextAccessor accessor) => await accessor.HttpContext!.Response.WriteAsync("hi"));
            app.Get("/status", (HttpResponse response) => response.StatusCode = 304);
            app.Get("/missing", (HttpResponse response) => { response.StatusCode = 404; });
            app.Get("/nothing", (HttpResponse response) => { _ = response; });
            app.Get("/void", () => { });
            app.Get("/declared", (HttpResponse response) => { _ = response; }).Status(202);
        },
        async client =>
        {
            foreach (var path in new[] { "/text", "/unsent", "/body", "/begun", "/accessor" })
                Assert.Equal("200 hi", await client.AnswerAsync(path));
            Assert.Equal("202 1", await client.AnswerAsync("/context"));
            Assert.Equal("200 0;1;2;", await client.AnswerAsync("/parts"));
            Assert.Equal("""404 {"title":"Not Found","status":404}""", await client.AnswerAsync("/missing"));
            Assert.Equal("200 ", await client.AnswerAsync("/nothing"));
            Assert.Equal("204 ", await client.AnswerAsync("/void"));
            Assert.Equal("202 ", await client.AnswerAsync("/declared"));
        },
        builder => builder.Services.AddHttpContextAccessor());

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_status_beside_a_value_is_kept(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/text", (HttpResponse response) => With(response, "made"));
            app.Get("/json", (HttpResponse response) => With(response, new Made(1)));
            app.Get("/bytes", (HttpResponse response) => With(response, "made"u8.ToArray()));
            app.Get("/html", (HttpResponse response) => With(response, new Html("made")));
            app.Get("/stream", (HttpResponse response) => With(response, (Stream)new MemoryStream("made"u8.ToArray())));
            app.Get("/items", (HttpResponse response) => With(response, Items()));
            app.Get("/none", (HttpResponse response) => With<string?>(response, null));
            app.Get("/dependent", ([DependsOn(typeof(OwnResponseTests), nameof(Accepted))] int number) => number);
            app.Get("/later", async (HttpResponse response) =>
            {
                await Task.Yield();
                return With(response, "made");
            });
        },
        async client =>
        {
            foreach (var path in new[] { "/text", "/bytes", "/html", "/stream", "/later" })
                Assert.Equal("201 made", await client.AnswerAsync(path));
            Assert.Equal("""201 {"id":1}""", await client.AnswerAsync("/json"));
            Assert.Equal("201 [1]", await client.AnswerAsync("/items"));
            Assert.Equal("201 ", await client.AnswerAsync("/none"));
            Assert.Equal("202 1", await client.AnswerAsync("/dependent"));
        });

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_class_with_a_primary_constructor_and_get_only_properties_is_sent(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/", () => new Offer("soup", 3));
            app.Get("/computed", () => new Computed(3));
            app.Get("/named", () => new Named("soup", 3));
            app.Post("/named", (Named named) => named);
            app.Get("/list", () => new List<Offer> { new("soup", 3) });
        },
        async client =>
        {
            Assert.Equal("""200 {"title":"soup","total":6}""", await client.AnswerAsync("/"));
            Assert.Equal("""200 {"double":6}""", await client.AnswerAsync("/computed"));
            Assert.Equal("""200 {"name":"soup","price":3}""", await client.AnswerAsync("/named"));
            Assert.Equal("""200 {"name":"soup","price":3}""", await client.AnswerAsync("/named", content: ApiTest.Json("""{"name":"soup","price":3}""")));
            Assert.StartsWith("422 ", await client.AnswerAsync("/named", content: ApiTest.Json("""{"name":"soup"}""")), StringComparison.Ordinal);
            Assert.Equal("""200 [{"title":"soup","total":6}]""", await client.AnswerAsync("/list"));
        });

    [Dependency]
    internal static int Accepted(HttpResponse response)
    {
        response.StatusCode = 202;
        return 1;
    }

    private static T With<T>(HttpResponse response, T value)
    {
        response.StatusCode = 201;
        return value;
    }

    private static async IAsyncEnumerable<int> Items()
    {
        await Task.Yield();
        yield return 1;
    }

    internal sealed record Made(int Id);

    internal sealed class Offer(string dish, int price)
    {
        public string Title { get; } = dish;

        public int Total { get; } = price * 2;
    }

    internal sealed class Named(string name, int price)
    {
        public string Name { get; } = name;

        public int Price => price;
    }

    internal sealed class Computed(int number)
    {
        public int Double => number * 2;
    }
}
