using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;

namespace Rondo.Web.Tests.Framework;

/// <summary>Where parameters come from, and what is said of wrong ones.</summary>
public class BindingTests
{
    [LoopFact(Virtual = true)]
    public async Task Query_parameters_are_read_as_their_types()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/int", (int n) => n);
            app.Get("/long", (long n) => n);
            app.Get("/decimal", (decimal n) => n);
            app.Get("/double", (double n) => n);
            app.Get("/bool", (bool b) => b);
            app.Get("/guid", (Guid g) => g);
            app.Get("/date", (DateOnly d) => d);
            app.Get("/time", (TimeOnly t) => t);
            app.Get("/at", (DateTimeOffset at) => at);
            app.Get("/when", (DateTime at) => at.Kind.ToString());
            app.Get("/span", (TimeSpan s) => s);
            app.Get("/uri", (Uri u) => u);
            app.Get("/enum", (Doneness d) => d.ToString());
            app.Get("/char", (char c) => c);
            app.Get("/string", (string s) => s);
        });
        (string Path, string Expected)[] cases =
        [
            ("/int?n=-7", "200 -7"),
            ("/int?n=1&n=2", "200 2"), // the last one counts, as in FastAPI
            ("/int", ApiTest.Invalid("""{"in":"query","pointer":"/n","code":"missing","message":"A value is required."}""")),
            ("/int?n=", ApiTest.Invalid("""{"in":"query","pointer":"/n","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":""}""")),
            ("/int?n=2147483648", ApiTest.Invalid("""{"in":"query","pointer":"/n","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"2147483648"}""")),
            ("/int?n=%3Cscript%3E", ApiTest.Invalid("""{"in":"query","pointer":"/n","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"<script>"}""")),
            ("/long?n=9000000000", "200 9000000000"),
            ("/decimal?n=0.10", "200 0.10"),
            ("/decimal?n=1,5", ApiTest.Invalid("""{"in":"query","pointer":"/n","code":"type","message":"It must be a number.","value":"1,5"}""")), // rather than fifteen
            ("/double?n=1e3", "200 1000"),
            ("/bool?b=True", "200 true"),
            ("/bool?b=0", "200 false"),
            ("/bool?b=yes", ApiTest.Invalid("""{"in":"query","pointer":"/b","code":"type","message":"It must be true or false.","value":"yes"}""")),
            ("/guid?g=6f9619ff-8b86-d011-b42d-00c04fc964ff", "200 \"6f9619ff-8b86-d011-b42d-00c04fc964ff\""),
            ("/guid?g=6f96", ApiTest.Invalid("""{"in":"query","pointer":"/g","code":"type","message":"It must be a UUID.","value":"6f96"}""")),
            ("/date?d=2026-02-28", "200 \"2026-02-28\""),
            ("/date?d=2026-02-30", ApiTest.Invalid("""{"in":"query","pointer":"/d","code":"type","message":"It must be a date (2026-01-31).","value":"2026-02-30"}""")),
            ("/time?t=13:30", "200 \"13:30:00\""),
            ("/at?at=2026-01-01T10:00:00Z", "200 \"2026-01-01T10:00:00+00:00\""),
            ("/at?at=2026-01-01T10:00:00", ApiTest.Invalid("""{"in":"query","pointer":"/at","code":"type","message":"It must be a date and time (2026-01-31T12:00:00Z).","value":"2026-01-01T10:00:00"}""")),
            ("/when?at=2026-01-01T10:00:00Z", "200 Utc"),
            ("/span?s=00:01:30", "200 \"00:01:30\""),
            ("/uri?u=https%3A%2F%2Fa.b%2Fc", "200 \"https://a.b/c\""),
            ("/enum?d=WellDone", "200 WellDone"),
            ("/enum?d=wellDone", "200 WellDone"),
            ("/enum?d=WELLDONE", "200 WellDone"),
            ("/enum?d=well_done", ApiTest.Invalid("""{"in":"query","pointer":"/d","code":"type","message":"It must be one of rare, wellDone.","value":"well_done"}""")),
            ("/enum?d=1", ApiTest.Invalid("""{"in":"query","pointer":"/d","code":"type","message":"It must be one of rare, wellDone.","value":"1"}""")),
            ("/char?c=x", "200 \"x\""),
            ("/string?s=", "200 "),
        ];
        foreach (var (path, expected) in cases)
            Assert.Equal((path, expected), (path, await client.AnswerAsync(path)));
    }

    [LoopFact(Virtual = true)]
    public async Task What_may_be_absent_has_its_default()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/nullable", (int? n, string? s, Doneness? d, DateOnly? on) => $"{n?.ToString(CultureInfo.InvariantCulture) ?? "-"} {s ?? "-"} {d?.ToString() ?? "-"} {on?.ToString() ?? "-"}");
            app.Get("/default", (int n = 5, string s = "a\"b", Doneness d = Doneness.WellDone, decimal m = 1.50m, bool b = true, long? l = 7) => $"{n} {s} {d} {m} {b} {l}");
        });
        Assert.Equal("200 - - - -", await client.AnswerAsync("/nullable"));
        Assert.Equal("200 - - - -", await client.AnswerAsync("/nullable?n=&d="));
        Assert.Equal("200 1 x Rare -", await client.AnswerAsync("/nullable?n=1&s=x&d=rare"));
        Assert.Equal("200 5 a\"b WellDone 1.50 True 7", await client.AnswerAsync("/default"));
        Assert.Equal("200 6 x Rare 2 False 8", await client.AnswerAsync("/default?n=6&s=x&d=rare&m=2&b=false&l=8"));
    }

    [LoopFact(Virtual = true)]
    public async Task Lists_are_repeated_parameters()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/array", (int[] n) => n);
            app.Get("/list", (List<string> s) => s);
            app.Get("/readonly", ([MaxLength(2)] IReadOnlyList<Doneness> d) => d.Count);
            app.Get("/set", (HashSet<int> n) => n.Count);
            app.Get("/nullable", (int[]? n) => n is null ? "none" : $"{n.Length}");
            app.Get("/header", ([FromHeader(Name = "X-N")] int[] n) => n.Sum());
        });
        Assert.Equal("200 []", await client.AnswerAsync("/array"));
        Assert.Equal("200 [1,2]", await client.AnswerAsync("/array?n=1&n=2"));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"query","pointer":"/n/0","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"a"}""",
                """{"in":"query","pointer":"/n/2","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"c"}"""),
            await client.AnswerAsync("/array?n=a&n=2&n=c"));
        Assert.Equal("200 [\"a\",\"b,c\"]", await client.AnswerAsync("/list?s=a&s=b,c"));
        Assert.Equal("200 2", await client.AnswerAsync("/readonly?d=rare&d=rare"));
        Assert.StartsWith("422 ", await client.AnswerAsync("/readonly?d=rare&d=rare&d=rare"), StringComparison.Ordinal);
        Assert.Equal("200 2", await client.AnswerAsync("/set?n=1&n=2&n=1"));
        Assert.Equal("200 none", await client.AnswerAsync("/nullable"));
        Assert.Equal("200 6", await client.AnswerAsync("/header", header: "X-N: 1, 2,3"));
    }

    [LoopFact(Virtual = true)]
    public async Task Values_come_from_path_header_cookie_and_form()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/path/{id}/{name}", (int id, string name) => $"{id} {name}");
            app.Get("/rest/{**path}", (string? path) => path ?? "none");
            app.Get("/header", ([FromHeader] string userName, [FromHeader(Name = "X-Count")] int? count) => $"{userName} {count}");
            app.Get("/cookie", ([FromCookie] string? session, [FromCookie(Name = "n")] int? number) => $"{session ?? "-"} {number}");
            app.Post("/form", ([FromForm] string name, [FromForm] int age, [FromForm] string[] tags) => $"{name} {age} {string.Join('+', tags)}");
            app.Post("/file", async (IFormFile file, IFormFile? other, IReadOnlyList<IFormFile> many) =>
            {
                using var reader = new StreamReader(file.OpenReadStream());
                return $"{file.FileName}={await reader.ReadToEndAsync()} {other is null} {many.Count}";
            });
            app.Post("/formobject", ([FromForm] Person person) => person);
        });
        Assert.Equal("200 7 a b", await client.AnswerAsync("/path/7/a%20b"));
        Assert.Equal("200 a/b", await client.AnswerAsync("/rest/a/b"));
        Assert.Equal("200 none", await client.AnswerAsync("/rest"));
        Assert.Equal("200 joe ", await client.AnswerAsync("/header", header: "user-name: joe"));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"header","pointer":"/user-name","code":"missing","message":"A value is required."}""", """{"in":"header","pointer":"/X-Count","code":"type","message":"It must be an integer from -2147483648 to 2147483647."}"""),
            await client.AnswerAsync("/header", header: "X-Count: x"));
        Assert.Equal("200 abc 5", await client.AnswerAsync("/cookie", header: "Cookie: session=abc; n=5"));
        Assert.Equal("200 joe 5 a+b", await client.AnswerAsync("/form", content: new FormUrlEncodedContent([new("name", "joe"), new("age", "5"), new("tags", "a"), new("tags", "b")])));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"form","pointer":"/name","code":"missing","message":"A value is required."}""", """{"in":"form","pointer":"/age","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}"""),
            await client.AnswerAsync("/form", content: new FormUrlEncodedContent([new("age", "x")])));
        Assert.Equal(
            """415 {"title":"Unsupported Media Type","status":415,"detail":"The endpoint reads a form (application/x-www-form-urlencoded or multipart/form-data), not application/json; charset=utf-8."}""",
            await client.AnswerAsync("/form", content: ApiTest.Json("{}")));
        Assert.Equal("200 {\"name\":\"joe\",\"age\":5}", await client.AnswerAsync("/formobject", content: new FormUrlEncodedContent([new("name", "joe"), new("age", "5")])));
        using var multipart = new MultipartFormDataContent
        {
            { new StringContent("text"), "file", "a.txt" },
            { new StringContent("1"), "many", "1" },
            { new StringContent("2"), "many", "2" },
        };
        Assert.Equal("200 a.txt=text True 2", await client.AnswerAsync("/file", content: multipart));
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "name" } };
        Assert.Equal(ApiTest.Invalid("""{"in":"form","pointer":"/file","code":"missing","message":"A value is required."}"""), await client.AnswerAsync("/file", content: empty));
    }

    [LoopFact(Virtual = true)]
    public async Task Parameter_objects_spread_over_the_request()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/explicit/{id}", ([AsParameters] Search search) => search);
            app.Get("/record", (Paging paging) => paging);
            app.Get("/query", ([FromQuery] Paging paging) => paging);
        });
        Assert.Equal("""200 {"id":5,"text":"a","trace":"t","limit":20}""", await client.AnswerAsync("/explicit/5?text=a", header: "X-Trace: t"));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"path","pointer":"/id","code":"range","message":"It must be at least 1.","value":0}""",
                """{"in":"query","pointer":"/text","code":"missing","message":"A value is required."}""",
                """{"in":"query","pointer":"/limit","code":"range","message":"It must be at least 1 and at most 100.","value":101}"""),
            await client.AnswerAsync("/explicit/0?limit=101"));
        Assert.Equal("""200 {"limit":3,"offset":0}""", await client.AnswerAsync("/record?limit=3"));
        Assert.Equal("""200 {"limit":20,"offset":9}""", await client.AnswerAsync("/query?offset=9"));
    }

    [LoopFact(Virtual = true)]
    public async Task The_request_itself_services_and_the_loop_are_parameters()
    {
        await using var client = await ApiTest.StartAsync(
            app =>
            {
                app.Get("/http", (HttpContext http, HttpRequest request, HttpResponse response) => ReferenceEquals(http.Request, request) && ReferenceEquals(http.Response, response));
                app.Get("/user", (ClaimsPrincipal user) => user.Identity?.IsAuthenticated ?? false);
                app.Get("/loop", (EventLoop loop) => loop == EventLoop.Current);
                app.Get("/token", (CancellationToken token) => token.CanBeCanceled);
                app.Get("/service", (Counter counter, [FromKeyedServices("second")] Counter second) => counter.Name + second.Name);
                app.Post("/stream", async (Stream body) => await new StreamReader(body).ReadToEndAsync());
            },
            builder =>
            {
                builder.Services.AddSingleton(new Counter("first"));
                builder.Services.AddKeyedSingleton("second", new Counter("second"));
            });
        Assert.Equal("200 true", await client.AnswerAsync("/http"));
        Assert.Equal("200 false", await client.AnswerAsync("/user"));
        Assert.Equal("200 true", await client.AnswerAsync("/loop"));
        Assert.Equal("200 true", await client.AnswerAsync("/token"));
        Assert.Equal("200 firstsecond", await client.AnswerAsync("/service"));
        Assert.Equal("200 text", await client.AnswerAsync("/stream", content: new StringContent("text")));
    }

    [LoopFact(Virtual = true)]
    public async Task Types_that_one_does_not_own_have_parsers()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/version/{version}", (Version version) => version.Major);
            app.Get("/color", (Rgb color) => color.R);
            app.Get("/colors", ([FromQuery] Rgb[] color) => color.Length);
        });
        Assert.Equal("200 3", await client.AnswerAsync("/version/3.1"));
        Assert.Equal(ApiTest.Invalid("""{"in":"path","pointer":"/version","code":"type","message":"A version is written as 1.2.3.","value":"x"}"""), await client.AnswerAsync("/version/x"));
        Assert.Equal("200 255", await client.AnswerAsync("/color?color=%23ff0000"));
        Assert.Equal(ApiTest.Invalid("""{"in":"query","pointer":"/color","code":"type","message":"It must be a rgb.","value":"red"}"""), await client.AnswerAsync("/color?color=red"));
        Assert.Equal("200 2", await client.AnswerAsync("/colors?color=%23ff0000&color=%23ffffff"));
    }

    [LoopFact(Virtual = true)]
    public async Task A_groups_prefix_has_parameters_too()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            var group = app.Group("/users/{userId:int}", "users");
            group.Get("/", (int userId) => userId);
            group.Group("/posts").Get("/{post}", (int userId, string post, int page = 1) => $"{userId} {post} {page}");
        });
        Assert.Equal("200 5", await client.AnswerAsync("/users/5/"));
        Assert.Equal("200 5 a 2", await client.AnswerAsync("/users/5/posts/a?page=2"));
        Assert.StartsWith("404 ", await client.AnswerAsync("/users/x/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_missing_stops_the_app_at_its_start()
    {
        await using var app = ApiTest.App(app => app.Get("/", (ILonely service) => service.ToString()));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync());
        Assert.Contains("its parameter 'service' is a service of type Rondo.Web.Tests.Framework.BindingTests+ILonely, which is not registered.", failure.Message, StringComparison.Ordinal);
    }

    public enum Doneness
    {
        Rare,
        WellDone,
    }

    public interface ILonely;

    public sealed class Counter(string name)
    {
        public string Name => name;
    }

    public sealed record Person(string Name, [Range(0, 150)] int Age);

    public sealed record Paging([Range(1, 100)] int Limit = 20, int Offset = 0);

    public sealed record Search([FromRoute, Range(1, int.MaxValue)] int Id, string Text, [FromHeader(Name = "X-Trace")] string? Trace)
    {
        [Range(1, 100)]
        public int Limit { get; init; } = 20;
    }

    public readonly record struct Rgb(byte R, byte G, byte B);

    internal static class Parsers
    {
        [Parser]
        internal static Version Version(string text) => System.Version.TryParse(text, out var version) ? version : throw new FormatException("A version is written as 1.2.3.");

        [Parser]
        internal static bool Rgb(string text, out Rgb value)
        {
            value = default;
            if (text is not ['#', _, _, _, _, _, _] || !int.TryParse(text.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits))
                return false;
            value = new Rgb((byte)(bits >> 16), (byte)(bits >> 8), (byte)bits);
            return true;
        }
    }
}
