using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Values;

/// <summary>Every scalar type, in every origin, at every edge, under cultures and time zones that read numbers and times otherwise.</summary>
[Collection(nameof(ServerEnvironment))]
public class ValueMatrixTests
{
    /// <summary>Cases in which a text is accepted that the schema refuses, or the other way round: the guide lists them.</summary>
    private static bool IsException(ValueRow row, string origin, string text) => row.Type switch
    {
        "bool" => origin is not ("member" or "root" or "lines" or "socket"),
        "Rondo.Web.Tests.Values.Shade" or "Rondo.Web.Tests.Values.Rights" => text is "deepblue" or "DEEPBLUE" or "Pale" or "White" or "writeall,OWN", // names are read in any case
        "byte" or "ushort" or "uint" or "ulong" => text == "-0",
        "double" => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && !double.IsFinite(number),
        "float" => float.TryParse(text, CultureInfo.InvariantCulture, out var number) && !float.IsFinite(number),
        "System.Int128" => BigInteger.TryParse(text, CultureInfo.InvariantCulture, out var number) && (number < Int128.MinValue || number > Int128.MaxValue),
        "System.UInt128" => text == "-0" || (BigInteger.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > UInt128.MaxValue),
        "System.DateTime" or "System.DateTimeOffset" => text is "0001-01-01T00:00:00+01:00" or "9999-12-31T23:59:59-01:00", // beyond .NET's time
        "System.TimeSpan" => text == "-10675199.02:48:05.4775809",
        _ => false,
    };

    public static TheoryData<string, string> Environments => new()
    {
        { "invariant", "UTC" },
        { "de-DE", "America/New_York" },
        { "ar-SA", "Asia/Kathmandu" },
        { "tr-TR", "America/New_York" },
        { "th-TH", "Asia/Kathmandu" },
    };

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task A_value_is_the_same_in_every_origin(string culture, string zone)
    {
        var problems = new List<string>();
        await ServerEnvironment.RunAsync(culture, zone, async () =>
        {
            await using var client = await ApiTest.StartAsync(ValueProgram.Map);
            var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
            foreach (var row in ValueRow.All)
            {
                var load = ValueProgram.Load(row);
                foreach (var text in ValueRow.Common.Concat(row.Texts).Distinct())
                    problems.AddRange(await CheckAsync(client, document, row, text, load, everyOrigin: culture == "invariant"));
            }
        });
        Assert.True(problems.Count == 0, $"{problems.Count} problems:\n{string.Join('\n', problems.Take(60))}");
    }

    [Fact]
    public async Task A_value_of_another_kind_is_refused_in_every_JSON()
    {
        var problems = new List<string>();
        await ServerEnvironment.RunAsync("invariant", "UTC", async () =>
        {
            await using var client = await ApiTest.StartAsync(ValueProgram.Map);
            var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
            foreach (var row in ValueRow.All)
            {
                foreach (var json in new[] { "null", "true", "5", "\"5\"", "\"x\"", "{}", "[]", "[5]", "{\"a\":1}", "1.0", "\"\\ud800\"", "\"\\u0000\"", "\"1e400\"", "1e400", "-0.0" })
                {
                    var answers = new List<string>();
                    foreach (var origin in ValueOrigin.OfJson)
                    {
                        if (json == "null" && origin.Name == "member" && row.Type is ("string" or "System.Uri"))
                            continue; // a generic type does not say whether it may be null
                        var answer = await origin.Send(client, row.Key, json);
                        if (answer[0] is not ('2' or '4'))
                            problems.Add($"{row} {origin.Name} {json}: {answer}");
                        answers.Add(answer[0] == '2' ? answer : "refused");
                        if ((answer[0] == '2') != IsValid(document, origin, row, json) && json != "-0.0" && !IsException(row, origin.Name, json))
                            problems.Add($"{row} {origin.Name} {json}: {answer}, and the schema says otherwise");
                    }

                    if (answers.Distinct().Count() > 1)
                        problems.Add($"{row} {json}: {string.Join(" | ", answers)}");
                }
            }
        });
        Assert.True(problems.Count == 0, $"{problems.Count} problems:\n{string.Join('\n', problems.Take(60))}");
    }

    /// <summary>White space around a number is JSON's own, and not part of a value that stands as text.</summary>
    private static bool IsValid(JsonNode document, ValueOrigin origin, ValueRow row, string json) => json.Trim() == json && ValueSchema.IsValid(ValueOrigin.Resolve(document, origin.Schema(document, row.Key)), json);

    private static async Task<IEnumerable<string>> CheckAsync(TestClient client, JsonNode document, ValueRow row, string text, Func<string, string> load, bool everyOrigin)
    {
        var problems = new List<string>();
        var seen = new Dictionary<string, string>();
        var shown = JsonSerializer.Serialize(text);
        var isText = ValueOrigin.Resolve(document, ValueOrigin.OfText[0].Schema(document, row.Key))["type"]!.GetValue<string>() == "string";
        var json = isText ? shown : text;
        // White space around a number is JSON's own, and so is true where the type is bool.
        var canBeJson = isText || (text.Length > 0 && text.Trim() == text);
        foreach (var (origin, sent) in ValueOrigin.OfText.Select(origin => (origin, text)).Concat(canBeJson ? ValueOrigin.OfJson.Select(origin => (origin, json)) : []))
        {
            // The way of a text is the same under every culture; its parsers are what a culture may change.
            if (!origin.CanCarry(sent) || (!everyOrigin && origin.Name is not ("query" or "member")))
                continue;
            var answer = await origin.Send(client, row.Key, sent);
            var isAccepted = answer.StartsWith("200 ", StringComparison.Ordinal);
            if (!isAccepted && answer[0] != '4')
                problems.Add($"{row} {origin.Name} {shown}: {answer}");
            if (isAccepted != IsValid(document, origin, row, json) && !IsException(row, origin.Name, text))
                problems.Add($"{row} {origin.Name} {shown}: {answer}, and the schema says otherwise");
            seen[origin.Name] = isAccepted ? JsonNode.Parse(answer[4..])!["exactly"]!.GetValue<string>() : "refused";
            if (isAccepted && origin.Name is ("query" or "member"))
                problems.AddRange(await SendBackAsync(client, row, origin, shown, answer, isText, seen[origin.Name]));
            else if (origin.Name is "query" && Words(answer) is { } words && words.Contains(text, StringComparison.Ordinal) && text.Length > 3 && words.Contains("one of", StringComparison.Ordinal))
                problems.Add($"{row} {shown}: {answer} names what it refuses");
        }

        seen["settings"] = Loaded(load, text, problems, row);
        problems.AddRange(Differences(row, text, seen).Select(difference => $"{row} {shown}: {difference}"));
        return problems;
    }

    private static async Task<IEnumerable<string>> SendBackAsync(TestClient client, ValueRow row, ValueOrigin origin, string shown, string answer, bool isText, string exactly)
    {
        var problems = new List<string>();
        var value = JsonNode.Parse(answer[4..])!["value"]!;
        var raw = JsonDocument.Parse(answer[4..]).RootElement.GetProperty("value").GetRawText();
        var again = await ValueOrigin.OfJson[0].Send(client, row.Key, raw);
        if (!again.StartsWith("200 ", StringComparison.Ordinal) || JsonNode.Parse(again[4..])!["exactly"]!.GetValue<string>() != exactly)
            problems.Add($"{row} {origin.Name} {shown} answers {raw}, which sent back gives {again}");
        again = await ValueOrigin.OfText[0].Send(client, row.Key, isText ? value.GetValue<string>() : raw);
        if (!again.StartsWith("200 ", StringComparison.Ordinal) || JsonNode.Parse(again[4..])!["exactly"]!.GetValue<string>() != exactly)
            problems.Add($"{row} {origin.Name} {shown} answers {raw}, which as text gives {again}");
        return problems;
    }

    private static string? Words(string answer) => answer.StartsWith("422 ", StringComparison.Ordinal) ? JsonNode.Parse(answer[4..])!["errors"]?[0]?["message"]?.GetValue<string>() : null;

    private static string Loaded(Func<string, string> load, string text, List<string> problems, ValueRow row)
    {
        try
        {
            return load(text);
        }
        catch (SettingsException exception)
        {
            if (exception.Errors[0].Problem.Contains("System.", StringComparison.Ordinal))
                problems.Add($"{row} {text}: {exception.Message}");
            return "refused";
        }
    }

    private static IEnumerable<string> Differences(ValueRow row, string text, Dictionary<string, string> seen)
    {
        var known = (row.Type, text.ToLowerInvariant()) switch
        {
            ("bool", _) => seen.Where(static each => each.Key is not ("member" or "root" or "lines" or "socket")).Where(each => each.Key is not ("form" or "multipart" or "settings") || text.ToLowerInvariant() is not ("on" or "off" or "yes" or "no")),
            ("System.TimeSpan", "5s") => seen.Where(static each => each.Key != "settings"), // a unit
            ("System.Uri", _) => seen.Where(each => each.Key != "settings"), // absolute
            _ => seen,
        };
        var groups = known.GroupBy(static each => each.Value, static each => each.Key).ToList();
        return groups.Count <= 1 ? [] : [string.Join(" | ", groups.Select(static group => $"{group.Key} in {string.Join(", ", group)}"))];
    }
}
