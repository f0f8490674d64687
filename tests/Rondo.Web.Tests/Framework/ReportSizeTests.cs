using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api;

namespace Rondo.Web.Tests.Framework;

/// <summary>A small request is not answered with a large report, wherever its input stands.</summary>
public class ReportSizeTests
{
    private const int Largest = 40 * 1024;

    [LoopFact(Virtual = true)]
    public async Task Long_keys_are_cut_in_pointers()
    {
        await using var client = await ApiTest.StartAsync(static app => app.Post("/", (Dictionary<string, Dictionary<string, int>> all) => all.Count));
        var key = new string('k', 100_000);
        var answer = await client.AnswerAsync("/", content: ApiTest.Json($"{{\"{key}\":{{{string.Join(',', Enumerable.Range(0, 100).Select(static i => $"\"e{i}\":\"x\""))}}}}}"));
        Assert.StartsWith($$"""422 {"title":"The request has invalid input","status":422,"errors":[{"in":"body","pointer":"/{{new string('k', 100)}}…/e0","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}""", answer, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(answer), 1, Largest);
    }

    public static TheoryData<string, string, string> Large => new()
    {
        { "a deep key", "/deep", Enumerable.Range(0, 30).Aggregate("\"x\"", static (inner, i) => $"{{\"children\":{{\"{new string('k', 1000)}\":{inner}}}}}") },
        { "unknown members", "/strict", $"{{{string.Join(',', Enumerable.Range(0, 200).Select(static i => $"\"{i}{new string('u', 2000)}\":1"))}}}" },
        { "escapes", "/list", $"[{string.Join(',', Enumerable.Repeat($"\"{string.Concat(Enumerable.Repeat("\\u0001", 300))}\"", 100))}]" },
        { "a number", "/list", $"[{string.Join(',', Enumerable.Repeat(new string('9', 3000), 100))}]" },
        { "a discriminator", "/shapes", $"[{string.Join(',', Enumerable.Range(0, 100).Select(static i => $"{{\"type\":\"{i}{new string('t', 3000)}\"}}"))}]" },
        { "a broken text", "/list", $"{{\"{new string('k', 100_000)}\":[nul" },
        { "an enum", "/days", $"[{string.Join(',', Enumerable.Repeat("\"x\"", 200))}]" },
        { "constraints", "/notes", $"[{string.Join(',', Enumerable.Range(0, 200).Select(static i => $"{{\"text\":\"{i}{new string('n', 5000)}\"}}"))}]" },
        { "a validator", "/told", $"{{\"words\":\"{new string('w', 500_000)}\"}}" },
    };

    [Theory]
    [MemberData(nameof(Large))]
    public void The_whole_report_has_a_size(string what, string path, string body)
    {
        var answer = EventLoop.Run(async () =>
        {
            await using var client = await ApiTest.StartAsync(Map);
            return await client.AnswerAsync(path, content: ApiTest.Json(body));
        });
        Assert.True(answer.StartsWith("422 ", StringComparison.Ordinal), $"{what}: {answer[..Math.Min(300, answer.Length)]}");
        Assert.InRange(Encoding.UTF8.GetByteCount(answer), 1, Largest);
    }

    [LoopFact(Virtual = true)]
    public async Task Errors_that_are_left_out_are_counted()
    {
        await using var client = await ApiTest.StartAsync(Map);
        var answer = await client.AnswerAsync("/notes", content: ApiTest.Json($"[{string.Join(',', Enumerable.Repeat("{\"text\":\"long\"}", 5000))}]"));
        Assert.EndsWith("],\"omitted\":4900}", answer, StringComparison.Ordinal);
        // The search ends when the report is full.
        var stopped = await client.AnswerAsync("/list", content: ApiTest.Json($"[{string.Join(',', Enumerable.Repeat("\"x\"", 5000))}]"));
        Assert.EndsWith("],\"incomplete\":true}", stopped, StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Other_origins_are_bounded_too()
    {
        await using var client = await ApiTest.StartAsync(Map);
        var query = string.Join('&', Enumerable.Range(0, 300).Select(static i => $"n=x{i}"));
        Assert.InRange((await client.AnswerAsync("/query?" + query)).Length, 100, Largest);
        var form = new FormUrlEncodedContent(Enumerable.Range(0, 300).Select(static i => KeyValuePair.Create("n", new string('x', 3000))));
        Assert.InRange((await client.AnswerAsync("/form", content: form)).Length, 100, Largest);
        Assert.InRange((await client.AnswerAsync("/list", content: new StringContent("[]", Encoding.UTF8, "x/" + new string('x', 5000)))).Length, 100, 1000);
    }

    private static void Map(RondoApp app)
    {
        app.Post("/deep", (Tree all) => all.Children.Count);
        app.Post("/strict", (Strict strict) => strict.A);
        app.Post("/list", (List<int> numbers) => numbers.Count);
        app.Post("/shapes", (List<ValidationTests.Shape> shapes) => shapes.Count);
        app.Post("/days", (List<DayOfWeek> days) => days.Count);
        app.Post("/notes", (List<Short> notes) => notes.Count);
        app.Post("/told", (Told told) => told.Words.Length);
        app.Get("/query", (int[] n) => n.Length);
        app.Post("/form", ([FromForm] int[] n) => n.Length);
    }

    public sealed record Tree(Dictionary<string, Tree> Children);

    [System.Text.Json.Serialization.JsonUnmappedMemberHandling(System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow)]
    public sealed record Strict(int A = 0);

    public sealed record Short([MaxLength(3)] string Text);

    public sealed record Told([Quoted] string Words);

    [AttributeUsage(AttributeTargets.All)]
    public sealed class QuotedAttribute : ValidationAttribute
    {
        protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) => new($"'{value}' is nothing.");
    }
}
