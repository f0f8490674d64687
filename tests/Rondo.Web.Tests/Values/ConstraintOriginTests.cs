using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Values;

/// <summary>Every constraint on every type in every origin, in several cultures: the same verdict, the same code, the same words, and a schema that agrees.</summary>
[Collection(nameof(ServerEnvironment))]
public sealed class ConstraintOriginTests
{
    /// <summary>Rows of which JSON Schema cannot say everything: limits of times, kinds of text, constraints of a program's.</summary>
    private static readonly string[] s_looser =
    [
        "date", "time", "moment", "instant", "span", "spanWords", "mail", "link", "uri", "phone", "card", "base64", "ofEnumNames", "picture", "own", "ownInContext",
    ];

    [Theory]
    [InlineData("invariant", "UTC")]
    [InlineData("de-DE", "America/New_York")]
    [InlineData("ar-SA", "Asia/Kathmandu")]
    [InlineData("th-TH", "Asia/Kathmandu")]
    [InlineData("tr-TR", "America/New_York")]
    public async Task A_constraint_on_a_value_says_the_same_in_every_origin(string culture, string zone)
    {
        var problems = new List<string>();
        await ServerEnvironment.RunAsync(culture, zone, async () =>
        {
            await using var client = await ApiTest.StartAsync(ConstraintProgram.Map);
            var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
            foreach (var row in ConstraintRow.Scalars)
            {
                foreach (var json in row.Right.Concat(row.Wrong))
                    problems.AddRange(await CheckAsync(client, document, row, json));
            }
        });
        Assert.True(problems.Count == 0, $"{problems.Count} problems:\n{string.Join('\n', problems.Take(60))}");
    }

    [Fact]
    public async Task A_constraint_on_a_list_says_the_same_in_every_origin()
    {
        var problems = new List<string>();
        await ServerEnvironment.RunAsync("invariant", "UTC", async () =>
        {
            await using var client = await ApiTest.StartAsync(ConstraintProgram.Map);
            var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
            foreach (var row in ConstraintRow.Lists)
            {
                foreach (var json in row.Right.Concat(row.Wrong))
                    problems.AddRange(await CheckListAsync(client, document, row, json));
            }
        });
        Assert.True(problems.Count == 0, $"{problems.Count} problems:\n{string.Join('\n', problems.Take(60))}");
    }

    private static async Task<List<string>> CheckAsync(TestClient client, JsonNode document, ConstraintRow row, string json)
    {
        var problems = new List<string>();
        var verdicts = new Dictionary<string, string>();
        var text = json.StartsWith('"') ? JsonSerializer.Deserialize<string>(json)! : json;
        foreach (var origin in ValueOrigin.OfText.Where(origin => origin.CanCarry(text)))
            verdicts[origin.Name] = Verdict(await origin.Send(client, row.Key, text));
        foreach (var origin in ValueOrigin.OfJson)
            verdicts[origin.Name] = Verdict(await origin.Send(client, row.Key, origin.Name is "lines" or "socket" ? $$"""{"v":{{json}}}""" : json));
        Compare(problems, verdicts, row, json, Loaded(row, text));
        foreach (var origin in ValueOrigin.OfText.Concat(ValueOrigin.OfJson))
            CompareSchema(problems, document, origin, row, json);
        return problems;
    }

    private static async Task<List<string>> CheckListAsync(TestClient client, JsonNode document, ConstraintRow row, string json)
    {
        var problems = new List<string>();
        var items = JsonNode.Parse(json)!.AsArray().Select(static item => item!.ToString()).ToList();
        var fields = string.Join('&', items.Select(static item => $"v={item}"));
        var multipart = new MultipartFormDataContent();
        items.ForEach(item => multipart.Add(new StringContent(item), "v"));
        var verdicts = new Dictionary<string, string>
        {
            ["query"] = Verdict(await client.AnswerAsync($"/{row.Key}/query?{fields}")),
            ["header"] = Verdict(await client.AnswerAsync($"/{row.Key}/header", header: $"v: {string.Join(", ", items)}")),
            ["form"] = Verdict(await client.AnswerAsync($"/{row.Key}/form", content: new StringContent(fields, Encoding.UTF8, "application/x-www-form-urlencoded"))),
            ["multipart"] = Verdict(await client.AnswerAsync($"/{row.Key}/form", content: multipart)),
        };
        foreach (var origin in ValueOrigin.OfJson)
            verdicts[origin.Name] = Verdict(await origin.Send(client, row.Key, origin.Name is "lines" or "socket" ? $$"""{"v":{{json}}}""" : json));
        Compare(problems, verdicts, row, json, Loaded(row, string.Join(',', items)));
        foreach (var origin in ValueOrigin.OfText.Where(static origin => origin.Name is not ("path" or "cookie")).Concat(ValueOrigin.OfJson))
            CompareSchema(problems, document, origin, row, json);
        return problems;
    }

    private static void Compare(List<string> problems, Dictionary<string, string> verdicts, ConstraintRow row, string json, string loaded)
    {
        var isRight = row.Right.Contains(json);
        foreach (var (origin, verdict) in verdicts.Where(each => (each.Value == "right") != isRight))
            problems.Add($"{row} {json} in {origin}: {verdict}");
        foreach (var group in verdicts.GroupBy(static each => each.Value, static each => each.Key).Skip(1))
            problems.Add($"{row} {json}: {group.Key} in {string.Join(", ", group)}, and {verdicts["query"]} in query");
        // A setting is the subject of its sentence.
        var expected = string.Join(" | ", verdicts["query"].Split(" | ").Select(static each => each[(each.IndexOf(": ", StringComparison.Ordinal) + 2)..]));
        if (loaded != (isRight ? "right" : expected))
            problems.Add($"{row} {json} in settings: {loaded}, and {expected} in query");
    }

    private static void CompareSchema(List<string> problems, JsonNode document, ValueOrigin origin, ConstraintRow row, string json)
    {
        var schema = ValueOrigin.Resolve(document, origin.Schema(document, row.Key));
        if (schema["properties"]?["v"] is { } member)
            schema = ValueOrigin.Resolve(document, member);
        // The enum is a component, beside which its constraints stand.
        var parts = (schema["allOf"]?.AsArray() ?? []).Select(part => ValueOrigin.Resolve(document, part!));
        var rest = schema.DeepClone().AsObject();
        rest.Remove("allOf");
        // The reader of schemas is the test's own, and no part of what a culture may change.
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var isValid = parts.Append(rest).All(part => ValueSchema.IsValid(part, json));
        CultureInfo.CurrentCulture = culture;
        if (isValid != row.Right.Contains(json) && !(isValid && s_looser.Contains(row.Key)))
            problems.Add($"{row} {json} in {origin.Name} by {schema.ToJsonString()}");
    }

    /// <summary>The codes and words of an answer.</summary>
    private static string Verdict(string answer)
    {
        if (!answer.StartsWith("422 ", StringComparison.Ordinal))
            return answer.TrimEnd('"').EndsWith("right", StringComparison.Ordinal) ? "right" : answer;
        var errors = JsonNode.Parse(answer[4..])!["errors"]!.AsArray();
        Assert.All(errors, static error => Assert.Contains(error!["pointer"]!.GetValue<string>(), (string[])["", "/v", "/0/v"]));
        return string.Join(" | ", errors.Select(static error => $"{error!["code"]}: {error["message"]}"));
    }

    private static string Loaded(ConstraintRow row, string text)
    {
        try
        {
            ConstraintProgram.Load(row, text);
            return "right";
        }
        catch (SettingsException exception)
        {
            return string.Join(" | ", exception.Errors.Select(static error => error.Problem.StartsWith("must", StringComparison.Ordinal) ? $"It {error.Problem}." : $"{error.Problem}."));
        }
    }
}
