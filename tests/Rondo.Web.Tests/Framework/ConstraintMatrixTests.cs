using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Rondo.Web.Tests.Framework;

/// <summary>Each constraint on each kind of type that it may stand on: the same verdict in a query and in a body, in every culture, and never an error of the server's.</summary>
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
        ("u_int128", ["5", "340282366920938463463374607431768211455"], ["4"]),
        ("big", ["-1", "10"], ["-2", "11", "99999999999999999999999999999999999999999999"]),
        ("half", ["0", "1.5"], ["-0.5", "1.6"]),
        ("single", ["0.25", "0.5"], ["0.2", "0.51"]),
        ("double", ["0.1", "0.9"], ["0", "1"]),
        ("exact", ["0.1", "0.3", "0.30"], ["0.0999", "0.3001"]),
        ("exact_text", ["0.1", "0.3"], ["0", "0.31"]),
        ("between", ["1", "2"], ["0", "3"]),
        ("between_exclusive", ["2", "3"], ["1", "4"]),
        ("unlimited", ["0", "2147483647"], ["-1"]),
        ("day", ["\"2026-01-01\"", "\"2026-12-31\""], ["\"2025-12-31\"", "\"2027-01-01\""]),
        ("time", ["\"08:00:00\"", "\"18:00:00\""], ["\"07:59:59\"", "\"18:00:01\""]),
        ("moment", ["\"2026-01-01T00:00:00Z\"", "\"2026-06-01T12:00:00+02:00\""], ["\"2026-01-01T00:00:00+00:01\"", "\"2027-01-01T00:00:01Z\""]),
        ("instant", ["\"2026-01-01T00:00:00Z\"", "\"2025-12-31T19:00:00-05:00\""], ["\"2025-12-31T23:59:59Z\"", "\"2026-06-01T12:00:01Z\""]),
        ("duration", ["\"00:30:00\"", "\"1.00:00:00\""], ["\"00:29:59\"", "\"1.00:00:01\""]),
        ("short_text", ["\"ab\"", "\"a😀\"", "\"😀😀\""], ["\"abc\"", "\"😀😀😀\""]),
        ("long_text", ["\"ab\"", "\"😀😀\""], ["\"a\"", "\"😀\""]),
        ("text", ["\"a\"", "\"😀\""], ["\"aaa\"", "\"😀😀😀\""]),
        ("any_text", ["\"a\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaa\""], []),
        ("pattern", ["\"12\""], ["\"a\"", "\"12a\""]),
        ("mail", ["\"a@b.c\""], ["\"a\""]),
        ("link", ["\"https://a.b\""], ["\"mailto:a\""]),
        ("of_numbers", ["1", "3"], ["2"]),
        ("of_decimals", ["0.5"], ["0.25"]),
        ("of_texts", ["\"a\"", "\"b\""], ["\"c\""]),
        ("not_of_numbers", ["1"], ["3"]),
        ("of_flags", ["true"], ["false"]),
        ("of_enums", ["\"red\""], ["\"blue\""]),
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
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("tr-TR")]
    public async Task A_constraint_says_the_same_everywhere(string culture)
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Use((context, next) =>
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                return next(context);
            });
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
                var query = await client.AnswerAsync($"/?{member.Replace("_", "", StringComparison.Ordinal)}={Uri.EscapeDataString(text)}");
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

    [Fact]
    public async Task Limits_are_told_as_they_are_written()
    {
        await using var client = await ApiTest.StartAsync(app => app.Post("/", (Measures measures) => "right"));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/wide","code":"range","message":"It must be at least 0 and at most 10.","value":5000000000}""",
                """{"in":"body","pointer":"/day","code":"range","message":"It must be at least 2026-01-01 and at most 2026-12-31.","value":"2025-12-31"}""",
                """{"in":"body","pointer":"/duration","code":"range","message":"A pause has 00:30:00 to 1.00:00:00.","value":"00:00:00"}""",
                """{"in":"body","pointer":"/short_text","code":"length","message":"It must have at most 2 characters.","value":"abc"}"""),
            await client.AnswerAsync("/", content: ApiTest.Json("""{"wide":5000000000,"day":"2025-12-31","duration":"00:00:00","short_text":"abc"}""")));
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
        public IReadOnlySet<int>? Set { get; set; }

        [MaxLength(1)]
        public Dictionary<string, int>? Map { get; set; }

        [Length(1, 2)]
        public byte[]? Bytes { get; set; }
    }
}
