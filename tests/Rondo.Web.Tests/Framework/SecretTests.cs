using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api;
using Rondo.Api.Secrets;

namespace Rondo.Web.Tests.Framework;

/// <summary>What is secret is in no report of what is wrong with it.</summary>
public class SecretTests
{
    private const string Value = "hunter2x";

    [Theory]
    [InlineData("password")]
    [InlineData("Password")]
    [InlineData("userPassword")]
    [InlineData("USER_PASSWORD")]
    [InlineData("db-passwd")]
    [InlineData("pwd")]
    [InlineData("DBPassword")]
    [InlineData("dbpassword")]
    [InlineData("APIKey")]
    [InlineData("api_key")]
    [InlineData("x-api-key")]
    [InlineData("apikey")]
    [InlineData("accessToken")]
    [InlineData("refresh_token")]
    [InlineData("tokens")]
    [InlineData("clientSecret")]
    [InlineData("credentials")]
    [InlineData("Authorization")]
    [InlineData("private.key")]
    [InlineData("pin")]
    [InlineData("userPIN")]
    [InlineData("card_cvv")]
    [InlineData("otp")]
    [InlineData("passphrase")]
    [InlineData("ConnectionString")]
    public void Secrets_are_known_by_their_names(string name) => Assert.True(SecretNames.IsSecret(name));

    [Theory]
    [InlineData("name")]
    [InlineData("key")]
    [InlineData("spin")]
    [InlineData("pinned")]
    [InlineData("author")]
    [InlineData("passenger")]
    [InlineData("compass")]
    [InlineData("")]
    [InlineData("0")]
    public void Other_names_are_not_secret(string name) => Assert.False(SecretNames.IsSecret(name));

    public static TheoryData<string, string, string> Inputs => new()
    {
        { "query", "GET /query?password=" + Value, "" },
        { "query of a marked parameter", "GET /marked?code=" + Value, "" },
        { "query in a list", "GET /lists?token=" + Value, "" },
        { "query with a parser", "GET /parsed?token=" + Value, "" },
        { "query with an attribute", "GET /asked?apiKey=" + Value, "" },
        { "query with allowed values", "GET /allowed?token=x", "" },
        { "path", $"GET /path/{Value}", "" },
        { "form", "POST /form", "password=" + Value },
        { "form of an object", "POST /login", $"password={Value}&repeated={Value}x&code=1" },
        { "header", "GET /header", "authorization: Bearer " + Value },
        { "header without a telling name", "GET /shelf", "x-shelf: " + Value },
        { "header with a parser", "GET /shelves", "x-shelf: " + Value },
        { "cookie", "GET /cookie", "cookie: seen=" + Value },
        { "body", "POST /body", $$"""{"password":"{{Value}}","code":"1234","repeated":"1234","nested":null}""" },
        { "body, marked", "POST /body", $$"""{"password":"long enough","code":"{{Value}}"}""" },
        { "body, data type", "POST /body", $$"""{"password":"long enough","shadow":"{{Value}}"}""" },
        { "body, nested", "POST /body", $$$"""{"password":"long enough","secret":{"inner":"{{{Value}}}"}}""" },
        { "body of another type", "POST /body", $$"""{"password":{"a":"{{Value}}"},"code":["{{Value}}"],"shadow":5}""" },
        { "body, number", "POST /number", """{"pin":12345678}""" },
        { "body, with a converter", "POST /converted", $$"""{"token":"{{Value}}"}""" },
        { "body, with a constructor", "POST /made", $$"""{"token":"{{Value}}"}""" },
        { "body that is no JSON", "POST /body", $$"""{"password":{{Value}}}""" },
        { "body that is no JSON, nested", "POST /body", $$$"""{"secret":{"inner":[1,{{{Value}}}]}}""" },
        { "body, key of a dictionary", "POST /map", $$$"""{"a":{"password":"{{{Value}}}"}}""" },
        { "body, behind a long key", "POST /map", $$$"""{"{{{new string('k', 5000)}}}":{"password":"{{{Value}}}"}}""" },
        { "body, discriminator", "POST /shapes", $$$"""{"type":{"password":"{{{Value}}}"}}""" },
        { "body with a validator's message", "POST /quoted", $$"""{"password":"{{Value}}"}""" },
        { "lines", "POST /lines", $$"""{"password":"{{Value}}"}""" },
        { "lines of another type", "POST /lines", $$"""{"password":"long enough","code":["{{Value}}"]}""" },
        { "lines that are no JSON", "POST /lines", $$"""{"password":{{Value}}}""" },
        { "a URL with a password", "GET /url?address=https://ann:" + Value + "@host", "" },
        { "a token by its form", "GET /url?address=Bearer%20" + Value, "" },
        { "an error of the handler's", "GET /thrown", "" },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public void A_problem_does_not_say_what_a_secret_is(string what, string request, string content)
    {
        var answer = EventLoop.Run(async () =>
        {
            await using var client = await ApiTest.StartAsync(Map);
            var (method, path) = (new HttpMethod(request.Split(' ')[0]), request[(request.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            var type = path is "/form" or "/login" ? "application/x-www-form-urlencoded" : path == "/lines" ? "application/jsonl" : "application/json";
            return method == HttpMethod.Post
                ? await client.AnswerAsync(path, method, new StringContent(content, Encoding.UTF8, type))
                : await client.AnswerAsync(path, method, header: content.Length > 0 ? content : null);
        });
        Assert.True(answer.StartsWith("422 ", StringComparison.Ordinal) || answer.StartsWith("400 ", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.DoesNotContain("unter2", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("12345678", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("allowed-one", answer, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task The_rest_of_the_error_stays()
    {
        await using var client = await ApiTest.StartAsync(Map);
        Assert.Equal(
            ApiTest.Invalid("""{"in":"query","pointer":"/password","code":"length","message":"It must have at most 3 characters."}"""),
            await client.AnswerAsync("/query?password=" + Value));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"header","pointer":"/x-shelf","code":"type","message":"It must be an integer from -2147483648 to 2147483647."}"""),
            await client.AnswerAsync("/shelf", header: "x-shelf: a"));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"header","pointer":"/x-shelf","code":"type","message":"The value is not valid."}"""),
            await client.AnswerAsync("/shelves", header: "x-shelf: a"));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"/password","code":"json","message":"The text is not valid JSON: line 1, position 13."}"""),
            await client.AnswerAsync("/body", content: ApiTest.Json("""{"password":hunter2x}""")));
    }

    [Theory]
    [InlineData("postgres://ann:hidden@db/app", "postgres://ann:***@db/app")]
    [InlineData("https://hidden@host/x", "https://***@host/x")]
    [InlineData("https://ann:hi@den@host", "https://ann:***@host")]
    [InlineData("https://host/x?access_token=hidden&page=1", "https://host/x?access_token=***&page=1")]
    [InlineData("Server=db;Database=app;User Id=ann;Password=hid den;Timeout=5", "Server=db;Database=app;User Id=ann;Password=***;Timeout=5")]
    [InlineData("Server=db;PWD='hid;den';Timeout=5", "Server=db;PWD=***;Timeout=5")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=hidden==;EndpointSuffix=core", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=***;EndpointSuffix=core")]
    [InlineData("Endpoint=sb://x/;SharedAccessKeyName=root;SharedAccessKey=hidden=", "Endpoint=sb://x/;SharedAccessKeyName=***;SharedAccessKey=***")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nhidden\n-----END PRIVATE KEY-----", "***")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.hidden", "***")]
    [InlineData("Bearer hidden", "Bearer ***")]
    [InlineData("Basic YW5uOmhpZGRlbg==", "Basic ***")]
    [InlineData("""{"user":"ann","password":"hidden"}""", """{"user":"ann","password":***}""")]
    [InlineData("basic plan", "basic plan")]
    [InlineData("ann@example.org", "ann@example.org")]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("a=b;c=d", "a=b;c=d")]
    public void Secrets_inside_of_texts_are_masked(string text, string masked) => Assert.Equal(masked, SecretTexts.Masked(text));

    [LoopFact]
    public async Task Messages_of_sockets_are_answered_without_secrets()
    {
        await using var client = await TestClient.StartAsync(ApiTest.App(static app => app.WebSocket("/ws", async (WebSocketSession<Account, string> session) =>
        {
            await foreach (var account in session.ReadAllAsync())
                await session.SendAsync("read");
        }).WithSocket(new SocketOptions { InvalidMessages = InvalidMessages.Answer })));
        await using var socket = await client.WebSocketAsync("/ws");
        foreach (var message in (string[])[$$"""{"password":"{{Value}}"}""", $$"""{"password":["{{Value}}"]}""", $$"""{"password":{{Value}}}""", $$"""{"password":"long enough","code":"{{Value}}"}"""])
        {
            await socket.SendTextAsync(message);
            var answer = await socket.ReceiveTextAsync();
            Assert.Contains("\"errors\":[{", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("unter2", answer, StringComparison.Ordinal);
        }
    }

    private static void Map(RondoApp app)
    {
        app.Get("/query", ([MaxLength(3)] string password) => password);
        app.Get("/marked", ([Secret, MaxLength(3)] string code) => code);
        app.Get("/lists", (int[] token) => token.Length);
        app.Get("/parsed", (Shelf token) => token.Name);
        app.Get("/asked", ([ReportSizeTests.Quoted] string apiKey) => apiKey);
        app.Get("/allowed", ([AllowedValues("allowed-one")] string token) => token);
        app.Get("/path/{token}", (int token) => token);
        app.Post("/form", ([FromForm, MaxLength(3)] string password) => password);
        app.Post("/login", ([FromForm] Login login) => login.Password);
        app.Get("/header", ([FromHeader(Name = "authorization")] int authorization) => authorization);
        app.Get("/shelf", ([FromHeader(Name = "x-shelf")] int shelf) => shelf);
        app.Get("/shelves", ([FromHeader(Name = "x-shelf")] Shelf shelf) => shelf.Name);
        app.Get("/cookie", ([FromCookie] int seen) => seen);
        app.Post("/body", (Account account) => account.Password);
        app.Post("/number", (Numbered numbered) => numbered.Pin);
        app.Post("/converted", ([FromBody] Converted converted) => "ok");
        app.Post("/made", ([FromBody] Made made) => "ok");
        app.Post("/map", (Dictionary<string, Dictionary<string, int>> map) => map.Count);
        app.Post("/shapes", (ValidationTests.Shape shape) => "ok");
        app.Post("/quoted", (Quoted quoted) => "ok");
        app.Post("/lines", async (IAsyncEnumerable<Account> accounts) =>
        {
            await foreach (var account in accounts)
                _ = account.Password;
            return "ok";
        });
        app.Get("/url", ([MaxLength(3)] string address) => address);
        app.Get("/thrown", string () => throw new InvalidInput([new InputError(InputLocation.Query, "/password", "wrong", "It is wrong.", Value)]));
    }

    public sealed class Account
    {
        [MinLength(9)]
        public required string Password { get; init; }

        [Secret, MaxLength(4)]
        public string? Code { get; init; }

        [DataType(DataType.Password), MaxLength(4)]
        public string? Shadow { get; init; }

        [Compare(nameof(Code))]
        public string? Repeated { get; init; }

        public Inner? Secret { get; init; }
    }

    public sealed record Inner([MaxLength(3)] string Inner_);

    public sealed class Login
    {
        [MinLength(9)]
        public required string Password { get; init; }

        [Compare(nameof(Password))]
        public required string Repeated { get; init; }

        [Secret, Range(5, 9)]
        public int Code { get; init; }
    }

    public sealed record Numbered([Range(0, 9999)] int Pin);

    public sealed record Quoted([ReportSizeTests.Quoted] string Password);

    public sealed class Converted
    {
        [System.Text.Json.Serialization.JsonConverter(typeof(Refusing))]
        public string? Token { get; init; }
    }

    public sealed class Refusing : System.Text.Json.Serialization.JsonConverter<string>
    {
        public override string Read(ref System.Text.Json.Utf8JsonReader reader, Type typeToConvert, System.Text.Json.JsonSerializerOptions options) =>
            throw new System.Text.Json.JsonException($"'{reader.GetString()}' is refused.");

        public override void Write(System.Text.Json.Utf8JsonWriter writer, string value, System.Text.Json.JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    public sealed class Made
    {
        public Made(string token) => throw new ArgumentException($"{token} is refused.");

        public string Token { get; } = "";
    }

    public sealed record Shelf(string Name);

    internal static class Parsers
    {
        [Parser]
        internal static Shelf Parse(string text) => throw new FormatException($"'{text}' is no shelf.");
    }
}
