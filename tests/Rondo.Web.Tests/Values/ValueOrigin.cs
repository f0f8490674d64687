using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rondo.Web.Tests.Values;

/// <summary>A place of a request where a value may stand.</summary>
internal sealed record ValueOrigin(string Name, Func<string, bool> CanCarry, Func<TestClient, string, string, Task<string>> Send, Func<JsonNode, string, JsonNode> Schema)
{
    /// <summary>Those that carry text.</summary>
    internal static readonly ValueOrigin[] OfText =
    [
        new("query", static _ => true, static (client, key, text) => Get(client, $"/{key}/query?v={Uri.EscapeDataString(text)}"), static (document, key) => Parameter(document, $"/{key}/query")),
        new("path", static text => text.Trim().Length > 0 && !text.Contains('/') && !text.Any(char.IsControl), static (client, key, text) => Get(client, $"/{key}/path/{Uri.EscapeDataString(text)}"),
            static (document, key) => Parameter(document, $"/{key}/path/{{v}}")),
        new("header", static text => IsVisible(text, "") && text.Length > 0, static (client, key, text) => Get(client, $"/{key}/header", ("v", text)), static (document, key) => Parameter(document, $"/{key}/header")),
        new("cookie", static text => IsVisible(text, ";,\"\\%") && text.Length > 0, static (client, key, text) => Get(client, $"/{key}/cookie", ("Cookie", "v=" + text)), static (document, key) => Parameter(document, $"/{key}/cookie")),
        new("form", static text => !text.Contains('\0'), static (client, key, text) => Post(client, $"/{key}/form", new StringContent("v=" + Uri.EscapeDataString(text), Encoding.UTF8, "application/x-www-form-urlencoded")),
            static (document, key) => Content(document, $"/{key}/form", "application/x-www-form-urlencoded")["properties"]!["v"]!),
        new("multipart", static _ => true, static (client, key, text) => Post(client, $"/{key}/form", new MultipartFormDataContent { { new StringContent(text), "v" } }),
            static (document, key) => Content(document, $"/{key}/form", "multipart/form-data")["properties"]!["v"]!),
    ];

    /// <summary>Those that carry JSON.</summary>
    internal static readonly ValueOrigin[] OfJson =
    [
        new("member", static _ => true, static (client, key, text) => Post(client, $"/{key}/member", Json($$"""{"v":{{text}}}""")), static (document, key) =>
            Resolve(document, Content(document, $"/{key}/member", "application/json"))["properties"]!["v"]!),
        new("root", static _ => true, static (client, key, text) => Post(client, $"/{key}/root", Json(text)), static (document, key) => Content(document, $"/{key}/root", "application/json")),
        new("lines", static text => !text.Contains('\n'), static (client, key, text) => Post(client, $"/{key}/lines", new StringContent(text, Encoding.UTF8, "application/jsonl")),
            static (document, key) => Content(document, $"/{key}/lines", "application/jsonl")),
        new("socket", static _ => true, Socket, static (document, key) => document["paths"]![$"/{key}/socket"]!["get"]!["x-websocket"]!["incoming"]!),
    ];

    internal static JsonNode Resolve(JsonNode document, JsonNode schema) =>
        schema["$ref"]?.GetValue<string>() is { } reference ? Resolve(document, document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!) : schema;

    private static JsonNode Parameter(JsonNode document, string path) => document["paths"]![path]!["get"]!["parameters"]![0]!["schema"]!;

    private static JsonNode Content(JsonNode document, string path, string type) => document["paths"]![path]!["post"]!["requestBody"]!["content"]![type]!["schema"]!;

    private static bool IsVisible(string text, string except) => text.All(c => c is > ' ' and < '\x7f' && !except.Contains(c));

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static Task<string> Get(TestClient client, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Answer(client, request);
    }

    private static Task<string> Post(TestClient client, string path, HttpContent content) => Answer(client, new HttpRequestMessage(HttpMethod.Post, path) { Content = content });

    private static async Task<string> Answer(TestClient client, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await client.SendAsync(request);
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }
    }

    private static async Task<string> Socket(TestClient client, string key, string text)
    {
        await using var socket = await client.WebSocketAsync($"/{key}/socket");
        await socket.SendTextAsync(text);
        var answer = await socket.ReceiveTextAsync();
        await socket.CloseAsync();
        return (answer.StartsWith("""{"type":"error""", StringComparison.Ordinal) ? "422 " : "200 ") + answer;
    }
}
