using System.ComponentModel.DataAnnotations;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rondo.Web.Tests.Values;

namespace Rondo.Web.Tests.Framework;

/// <summary>Each constraint on each kind of type that it may stand on: the same verdict in a query and in a body, in every culture, and never an error of the server's.</summary>
[Collection(nameof(ServerEnvironment))]
public sealed class ConstraintMatrixTests
{
    /// <summary>Member, values in JSON that it takes, and values that it refuses.</summary>
    private static readonly (string Member, string[] Right, string[] Wrong)[] s_rows =
    [
        ("byte", ["10", "20"], ["9", "21"]),
        ("short", ["-5", "5"], ["-6", "6"]),
        ("wide", ["0", "10"], ["-1", "11", "5000000000", "-9223372036854775808"]),
        ("unsigned", ["1", "18446744073709551615"], ["0"]),
        ("int128", ["0", "10"], ["-1", "11", "170141183460469231731687303715884105727"]),
        ("uInt128", ["5", "340282366920938463463374607431768211455"], ["4"]),
        ("big", ["-1", "10"], ["-2", "11", "99999999999999999999999999999999999999999999"]),
        ("half", ["0", "1.5"], ["-0.5", "1.6"]),
        ("single", ["0.25", "0.5"], ["0.2", "0.51"]),
        ("double", ["0.1", "0.9"], ["0", "1"]),
        ("exact", ["0.1", "0.3", "0.30"], ["0.0999", "0.3001"]),
        ("exactText", ["0.1", "0.3"], ["0", "0.31"]),
        ("between", ["1", "2"], ["0", "3"]),
        ("betweenExclusive", ["2", "3"], ["1", "4"]),
        ("unlimited", ["0", "2147483647"], ["-1"]),
        ("day", ["\"2026-01-01\"", "\"2026-12-31\""], ["\"2025-12-31\"", "\"2027-01-01\""]),
        ("time", ["\"08:00:00\"", "\"18:00:00\""], ["\"07:59:59\"", "\"18:00:01\""]),
        ("moment", ["\"2026-01-01T00:00:00Z\"", "\"2026-06-01T12:00:00+02:00\""], ["\"2026-01-01T00:00:00+00:01\"", "\"2027-01-01T00:00:01Z\""]),
        ("instant", ["\"2026-01-01T00:00:00Z\"", "\"2025-12-31T19:00:00-05:00\""], ["\"2025-12-31T23:59:59Z\"", "\"2026-06-01T12:00:01Z\""]),
        ("duration", ["\"00:30:00\"", "\"1.00:00:00\""], ["\"00:29:59\"", "\"1.00:00:01\""]),
        ("shortText", ["\"ab\"", "\"a😀\"", "\"😀😀\""], ["\"abc\"", "\"😀😀😀\""]),
        ("longText", ["\"ab\"", "\"😀😀\""], ["\"a\"", "\"😀\""]),
        ("text", ["\"a\"", "\"😀\""], ["\"aaa\"", "\"😀😀😀\""]),
        ("anyText", ["\"a\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaa\""], []),
        ("pattern", ["\"12\""], ["\"a\"", "\"12a\""]),
        ("mail", ["\"a@b.c\""], ["\"a\""]),
        ("link", ["\"https://a.b\""], ["\"mailto:a\""]),
        ("ofNumbers", ["1", "3"], ["2"]),
        ("ofDecimals", ["0.5"], ["0.25"]),
        ("ofTexts", ["\"a\"", "\"b\""], ["\"c\""]),
        ("notOfNumbers", ["1"], ["3"]),
        ("ofFlags", ["true"], ["false"]),
        ("ofEnums", ["\"red\""], ["\"blue\""]),
    ];

    /// <summary>The same for types that only a body has.</summary>
    private static readonly (string Member, string[] Right, string[] Wrong)[] s_collections =
    [
        ("array", ["[1]", "[1,2]"], ["[]", "[1,2,3]"]),
        ("list", ["[1]", "[1,2]"], ["[]", "[1,2,3]"]),
        ("sequence", ["[]", "[1,2]"], ["[1,2,3]"]),
        ("set", ["[1]"], ["[]"]),
        ("map", ["{}", "{\"a\":1}"], ["{\"a\":1,\"b\":2}"]),
        ("bytes", ["\"AAA=\""], ["\"AAAA\"", "\"\""]),
    ];

    [Theory]
    [InlineData("invariant", "UTC")]
    [InlineData("de-DE", "America/New_York")]
    [InlineData("ar-SA", "Asia/Kathmandu")]
    [InlineData("th-TH", "Asia/Kathmandu")]
    [InlineData("tr-TR", "America/New_York")]
    public Task A_constraint_says_the_same_everywhere(string culture, string zone) => ServerEnvironment.RunAsync(culture, zone, WalkAsync);

    private static async Task WalkAsync()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/", (Measures measures) => "right");
            app.Get("/", ([AsParameters] Measures measures) => "right");
            app.Post("/collections", (Collections collections) => "right");
        });
        foreach (var (member, right, wrong) in s_rows)
        {
            foreach (var json in right.Concat(wrong))
            {
                var expected = right.Contains(json) ? "200 right" : "422";
                var body = await client.AnswerAsync("/", content: ApiTest.Json($$"""{"{{member}}":{{json}}}"""));
                Assert.True(body.StartsWith(expected, StringComparison.Ordinal), $"{member} {json} in a body: {body}");
                var text = json.StartsWith('"') ? JsonSerializer.Deserialize<string>(json)! : json;
                var query = await client.AnswerAsync($"/?{member}={Uri.EscapeDataString(text)}");
                Assert.True(query.StartsWith(expected, StringComparison.Ordinal), $"{member} {json} in a query: {query}");
                if (expected == "422")
                    Assert.Equal(Verdict(body), Verdict(query));
            }
        }

        foreach (var (member, right, wrong) in s_collections)
        {
            foreach (var json in right.Concat(wrong))
            {
                var answer = await client.AnswerAsync("/collections", content: ApiTest.Json($$"""{"{{member}}":{{json}}}"""));
                Assert.True(answer.StartsWith(right.Contains(json) ? "200 right" : "422", StringComparison.Ordinal), $"{member} {json}: {answer}");
            }
        }
    }

    [LoopFact(Virtual = true)]
    public async Task The_document_says_the_same_where_a_schema_can()
    {
        // JSON Schema has no limits of times, and no limit of the bytes behind Base64 that is exact.
        string[] looser = ["day", "time", "moment", "instant", "duration", "mail", "link", "bytes"];
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/", (Measures measures) => "right");
            app.Get("/", ([AsParameters] Measures measures) => "right");
            app.Post("/collections", (Collections collections) => "right");
        });
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
        var parameters = document["paths"]!["/"]!["get"]!["parameters"]!.AsArray().ToDictionary(static each => each!["name"]!.GetValue<string>(), static each => each!["schema"]!);
        foreach (var (member, right, wrong) in s_rows.Concat(s_collections))
        {
            var schemas = new List<JsonNode> { Member(document, member) };
            if (parameters.TryGetValue(member, out var parameter))
                schemas.Add(parameter);
            foreach (var schema in schemas)
            {
                Assert.All(right, json => Assert.True(IsValid(document, schema, json), $"{member} {json} by {schema}"));
                if (schema["type"] is JsonArray || schema["oneOf"] is not null)
                    Assert.True(schema["enum"]?.AsArray().Any(static each => each is null) != false, $"{member} null by {schema}");
                if (!looser.Contains(member))
                    Assert.All(wrong, json => Assert.False(IsValid(document, schema, json), $"{member} {json} by {schema}"));
            }
        }
    }

    private static JsonNode Member(JsonNode document, string member) =>
        document["components"]!["schemas"]!["Measures"]!["properties"]![member] ?? document["components"]!["schemas"]!["Collections"]!["properties"]![member]!;

    /// <summary>By the component, or by the one of one or null, and by what stands beside it.</summary>
    private static bool IsValid(JsonNode document, JsonNode schema, string json)
    {
        var rest = schema.DeepClone().AsObject();
        var one = (schema["oneOf"] ?? schema["anyOf"])?.AsArray().First(static each => each!["type"]?.ToString() != "null") ?? schema;
        if (one["$ref"] is { } reference)
            one = document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]]!;
        foreach (var keyword in new[] { "oneOf", "anyOf", "$ref" })
            rest.Remove(keyword);
        return ValueSchema.IsValid(one, json) && ValueSchema.IsValid(rest, json);
    }

    [LoopFact(Virtual = true)]
    public async Task Limits_are_told_as_they_are_written()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Measures measures) => "right"));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/wide","code":"range","message":"It must be at least 0 and at most 10.","value":5000000000}""",
                """{"in":"body","pointer":"/day","code":"range","message":"It must be at least 2026-01-01 and at most 2026-12-31.","value":"2025-12-31"}""",
                """{"in":"body","pointer":"/duration","code":"range","message":"A pause has 00:30:00 to 1.00:00:00.","value":"00:00:00"}""",
                """{"in":"body","pointer":"/shortText","code":"length","message":"It must have at most 2 characters.","value":"abc"}"""),
            await client.AnswerAsync("/", content: ApiTest.Json("""{"wide":5000000000,"day":"2025-12-31","duration":"00:00:00","shortText":"abc"}""")));
    }

    private static string Verdict(string answer)
    {
        var error = JsonDocument.Parse(answer[4..]).RootElement.GetProperty("errors")[0];
        return $"{error.GetProperty("code")}: {error.GetProperty("message")}";
    }

    public sealed class Measures
    {
        [Range(10, 20)]
        public byte? Byte { get; set; }

        [Range(-5, 5)]
        public short? Short { get; set; }

        [Range(0, 10)]
        public long? Wide { get; set; }

        [Range(1, double.MaxValue)]
        public ulong? Unsigned { get; set; }

        [Range(0, 10)]
        public Int128? Int128 { get; set; }

        [Range(5d, double.PositiveInfinity)]
        public UInt128? UInt128 { get; set; }

        [Range(-1, 10)]
        public BigInteger? Big { get; set; }

        [Range(0, 1.5)]
        public Half? Half { get; set; }

        [Range(0.25, 0.5)]
        public float? Single { get; set; }

        [Range(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)]
        public double? Double { get; set; }

        [Range(0.1, 0.3)]
        public decimal? Exact { get; set; }

        [Range(typeof(decimal), "0.1", "0.3")]
        public decimal? ExactText { get; set; }

        [Range(0.5, 2.5)]
        public int? Between { get; set; }

        [Range(1d, 3.5, MinimumIsExclusive = true, MaximumIsExclusive = true)]
        public int? BetweenExclusive { get; set; }

        [Range(0, int.MaxValue)]
        public int? Unlimited { get; set; }

        [Range(typeof(DateOnly), "2026-01-01", "2026-12-31")]
        public DateOnly? Day { get; set; }

        [Range(typeof(TimeOnly), "08:00", "18:00")]
        public TimeOnly? Time { get; set; }

        [Range(typeof(DateTime), "2026-01-01", "2027-01-01T00:00:00Z")]
        public DateTime? Moment { get; set; }

        [Range(typeof(DateTimeOffset), "2026-01-01T00:00:00Z", "2026-06-01T14:00:00+02:00")]
        public DateTimeOffset? Instant { get; set; }

        [Range(typeof(TimeSpan), "00:30:00", "1.00:00:00", ErrorMessage = "A pause has {1} to {2}.")]
        public TimeSpan? Duration { get; set; }

        [StringLength(2)]
        public string? ShortText { get; set; }

        [MinLength(2)]
        public string? LongText { get; set; }

        [Length(1, 2)]
        public string? Text { get; set; }

        [MaxLength]
        public string? AnyText { get; set; }

        [RegularExpression("[0-9]+")]
        public string? Pattern { get; set; }

        [EmailAddress]
        public string? Mail { get; set; }

        [Url]
        public string? Link { get; set; }

        [AllowedValues(1, 3L, null)]
        public long? OfNumbers { get; set; }

        [AllowedValues(0.5)]
        public decimal? OfDecimals { get; set; }

        [AllowedValues("a", "b")]
        public string? OfTexts { get; set; }

        [DeniedValues(3)]
        public short? NotOfNumbers { get; set; }

        [AllowedValues(true)]
        public bool? OfFlags { get; set; }

        [AllowedValues(Colors.Red)]
        public Colors? OfEnums { get; set; }
    }

    public enum Colors
    {
        Red,
        Blue,
    }

    public sealed class Collections
    {
        [Length(1, 2)]
        public int[]? Array { get; set; }

        [MinLength(1), MaxLength(2)]
        public List<int>? List { get; set; }

        [MaxLength(2)]
        public IEnumerable<int>? Sequence { get; set; }

        [MinLength(1)]
        public ISet<int>? Set { get; set; }

        [MaxLength(1)]
        public Dictionary<string, int>? Map { get; set; }

        [Length(1, 2)]
        public byte[]? Bytes { get; set; }
    }
}
