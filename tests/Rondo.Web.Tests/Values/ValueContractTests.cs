using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api.Values;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Values;

/// <summary>The parts of the contract of values that the matrix does not walk: defaults, answers, converters of the program's.</summary>
public partial class ValueContractTests
{
    [Fact]
    public void The_generator_knows_the_types_of_the_table()
    {
        // The generator has the class too.
        var names = typeof(Scalars).Assembly.GetType("Rondo.Api.Values.ValueTypeNames")!.GetField("All", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null);
        Assert.Equal(((string[])names!).Order(), Scalars.Types.Select(static type => type.FullName).Order());
    }

    [LoopFact]
    public async Task Defaults_of_every_kind_stand_in_the_document()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Get("/defaults", (
                ulong big = ulong.MaxValue, long small = long.MinValue, byte b = 7, sbyte sb = -7, decimal money = 1.50m, float f = 1e20f, double half = 0.5, double none = double.NaN, double endless = double.PositiveInfinity,
                char quote = '"', char bell = '\a', string text = "a\u0001\"\\\n\u2028é", Shade shade = Shade.White, Rights rights = Rights.Own | Rights.Read, Shade unknown = (Shade)99, bool flag = true, int? maybe = 3, Shade? perhaps = Shade.DeepBlue) => text);
            app.Post("/defaults", (Defaults body) => body);
        });
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
        var shown = document["paths"]!["/defaults"]!["get"]!["parameters"]!.AsArray().ToDictionary(static each => each!["name"]!.GetValue<string>(), static each => each!["schema"]!["default"]?.ToJsonString());
        Assert.Equal(
            """
            18446744073709551615 -9223372036854775808 7 -7 1.50 100000000000000000000 0.5 - - "\u0022" "\u0007" "a\u0001\u0022\\\n\u2028\u00E9" "off-white" "read, own" - true 3 "deepBlue"
            """,
            string.Join(' ', shown.Values.Select(static each => each ?? "-")));
        var members = document["components"]!["schemas"]!["Defaults-Input"]!["properties"]!.AsObject().ToDictionary(static each => each.Key, static each => each.Value!["default"]?.ToJsonString());
        Assert.Equal("""18446744073709551615 "\u0007" - "a\u0001" """.TrimEnd(), string.Join(' ', new[] { "big", "bell", "none", "text" }.Select(name => members[name] ?? "-")));
    }

    [LoopFact]
    public async Task An_item_of_a_header_in_quotes_may_hold_a_comma()
    {
        await using var client = await ApiTest.StartAsync(static app => app.Get("/tags", ([FromHeader] string[] tag) => string.Join('|', tag)));
        foreach (var (header, items) in new[]
        {
            ("a, b,,c", "a|b|c"), ("\"ab,cd\"", "ab,cd"), ("\"a\\\"b\", c", "a\"b|c"), ("\"\\\\\"", "\\"), ("W/\"a,b\", \"c\"", "W/\"a,b\"|c"), ("\"a", "\"a"), ("\"\", a", "|a"), ("\"a\" \"b\", c", "\"a\" \"b\"|c"), ("\"a\\\"", "\"a\\\""),
        })
            Assert.Equal("200 " + items, await client.AnswerAsync("/tags", header: "tag: " + header));
    }

    [LoopFact]
    public async Task A_number_in_quotes_is_read_where_the_app_asks_for_it()
    {
        static void Map(RondoApp app)
        {
            app.Post("/member", (Lenient body) => body);
            app.Post("/int", ([FromBody] int n) => n);
            app.Post("/double", ([FromBody] double n) => n);
        }

        await using (var client = await ApiTest.StartAsync(Map))
        {
            Assert.Equal("""200 {"count":5,"ratio":0.5,"size":7,"plain":1}""", await client.AnswerAsync("/member", content: ApiTest.Json("""{"count":"5","ratio":"0.5","size":"7","plain":1}""")));
            Assert.Equal(
                ApiTest.Invalid("""{"in":"body","pointer":"/plain","code":"type","message":"It must be a number.","value":"1"}"""),
                await client.AnswerAsync("/member", content: ApiTest.Json("""{"count":5,"ratio":0.5,"size":7,"plain":"1"}""")));
            Assert.StartsWith("422", await client.AnswerAsync("/int", content: ApiTest.Json("\"5\"")), StringComparison.Ordinal);
        }

        await using (var client = await ApiTest.StartAsync(Map, static builder => builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.NumberHandling = JsonNumberHandling.AllowReadingFromString)))
        {
            Assert.Equal("200 5", await client.AnswerAsync("/int", content: ApiTest.Json("\"5\"")));
            Assert.Equal("200 0.5", await client.AnswerAsync("/double", content: ApiTest.Json("\"0.5\"")));
        }
    }

    [LoopFact]
    public async Task Names_of_the_apps_own_converter_are_those_of_every_origin()
    {
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                app.Get("/shade", (Shade shade) => new Box<Shade>(shade));
                app.Post("/shade", (Box<Shade> box) => box);
                app.Get("/tone", (Tone tone) => new Box<Tone>(tone));
                app.Post("/tone", (Box<Tone> box) => box);
            },
            static builder => builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter<Shade>(JsonNamingPolicy.KebabCaseUpper))));
        Assert.Equal("""200 {"v":"DEEP-BLUE"}""", await client.AnswerAsync("/shade?shade=deep-blue"));
        Assert.Equal("""200 {"v":"DEEP-BLUE"}""", await client.AnswerAsync("/shade", content: ApiTest.Json("""{"v":"DEEP-BLUE"}""")));
        Assert.Equal(ApiTest.Invalid("""{"in":"query","pointer":"/shade","code":"type","message":"It must be one of DEEP-BLUE, off-white, PALE.","value":"deepBlue"}"""), await client.AnswerAsync("/shade?shade=deepBlue"));
        Assert.Equal("""200 {"v":"DARK_RED"}""", await client.AnswerAsync("/tone?tone=dark_red"));
        Assert.Equal("""200 {"v":"DARK_RED"}""", await client.AnswerAsync("/tone", content: ApiTest.Json("""{"v":"DARK_RED"}""")));
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
        Assert.Equal("""["DEEP-BLUE","off-white","PALE"]""", document["paths"]!["/shade"]!["get"]!["parameters"]![0]!["schema"]!["enum"]!.ToJsonString());
    }

    [LoopFact]
    public async Task A_converter_of_the_programs_wins()
    {
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                app.Post("/member", (Stamped body) => body);
                app.Post("/span", ([FromBody] TimeSpan span) => span);
            },
            static builder => builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.Converters.Add(new Seconds())));
        Assert.Equal("""200 {"at":0,"then":"2026-01-31T12:00:00Z"}""", await client.AnswerAsync("/member", content: ApiTest.Json("""{"at":0,"then":"2026-01-31T13:00:00+01:00"}""")));
        Assert.Equal("200 90", await client.AnswerAsync("/span", content: ApiTest.Json("90")));
    }

    [LoopFact]
    public async Task An_answer_can_be_sent_back_or_is_an_error_of_the_server()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Get("/local", () => new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc).ToLocalTime());
            app.Get("/unspecified", () => new DateTime(2026, 1, 31, 12, 0, 0));
            app.Get("/utc", () => new DateTime(2026, 1, 31, 12, 0, 0, 123, DateTimeKind.Utc));
            app.Get("/uri", () => new Box<Uri>(new Uri("https://example.org/mü sli?q=ü%20|", UriKind.RelativeOrAbsolute)));
            app.Get("/undefined", () => new Box<Shade>((Shade)99));
            app.Get("/flags", () => new Box<Rights>((Rights)99));
            app.Get("/none", () => new Box<Rights>(0));
            app.Post("/none", (Box<Rights> box) => (int)box.V);
        });
        Assert.Equal("200 \"2026-01-31T12:00:00Z\"", await client.AnswerAsync("/local"));
        Assert.Equal("200 \"2026-01-31T12:00:00Z\"", await client.AnswerAsync("/unspecified"));
        Assert.Equal("200 \"2026-01-31T12:00:00.123Z\"", await client.AnswerAsync("/utc"));
        Assert.Equal("""200 {"v":"https://example.org/m%C3%BC%20sli?q=%C3%BC%20%7C"}""", await client.AnswerAsync("/uri"));
        Assert.StartsWith("500", await client.AnswerAsync("/undefined"), StringComparison.Ordinal);
        Assert.StartsWith("500", await client.AnswerAsync("/flags"), StringComparison.Ordinal);
        Assert.Equal("""200 {"v":""}""", await client.AnswerAsync("/none"));
        Assert.Equal("200 0", await client.AnswerAsync("/none", content: ApiTest.Json("""{"v":""}""")));
    }

    [Fact]
    public void A_value_without_a_name_is_reported_with_a_remedy()
    {
        var options = new JsonSerializerOptions();
        Scalars.AddConverters(options);
        var error = Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize((Shade)99, options));
        Assert.Equal(
            "The value 99 of Rondo.Web.Tests.Values.Shade has no name, and a client could not send it back. Return a value that the enum defines, or give the enum a converter of your own.",
            error.Message);
        error = Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(double.NaN, options));
        Assert.Equal("JSON has no number for NaN. Return null, or permit named literals with [JsonNumberHandling].", error.Message);
    }

    [LoopFact]
    public async Task Collections_and_keys_hold_every_kind()
    {
        const string Body =
            """{"times":["2026-01-31T12:00:00Z",null],"shades":{"deepBlue":1,"off-white":2},"spans":{"a":"00:00:05"},"days":["2026-01-31"],"keys":{"2026-01-31T12:00:00Z":"1","0001-01-01T00:00:00Z":"2"},"maybe":null,"sizes":[1.5]}""";
        await using var client = await ApiTest.StartAsync(static app => app.Post("/many", (Many many) => many));
        Assert.Equal("200 " + Body, await client.AnswerAsync("/many", content: ApiTest.Json(Body)));
        var wrong = Body.Replace("null],", "\"12/03/2019\"],", StringComparison.Ordinal).Replace("\"maybe\":null", "\"maybe\":\"blue\"", StringComparison.Ordinal);
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/times/1","code":"type","message":"It must be a date and time (2026-01-31T12:00:00Z).","value":"12/03/2019"}""",
                """{"in":"body","pointer":"/maybe","code":"type","message":"It must be one of deepBlue, off-white, pale.","value":"blue"}"""),
            await client.AnswerAsync("/many", content: ApiTest.Json(wrong)));
    }

    [LoopFact]
    public async Task The_words_name_the_kind_of_JSON()
    {
        await using var client = await ApiTest.StartAsync(static app => app.Post("/nodes", (Nodes nodes) => nodes));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/one","code":"type","message":"It must be an object."}""",
                """{"in":"body","pointer":"/many","code":"type","message":"It must be an array."}""",
                """{"in":"body","pointer":"/map","code":"type","message":"It must be an object."}""",
                """{"in":"body","pointer":"/bytes","code":"type","message":"It must be a string in Base64.","value":5}"""),
            await client.AnswerAsync("/nodes", content: ApiTest.Json("""{"one":[1],"many":{},"map":[],"bytes":5,"any":5,"element":[]}""")));
    }

    [LoopFact]
    public async Task A_checkbox_says_on()
    {
        await using var client = await ApiTest.StartAsync(static app => app.Post("/box", ([FromForm] bool tick = false) => tick).DisableAntiforgery());
        Assert.Equal("200 true", await client.AnswerAsync("/box", content: new FormUrlEncodedContent([new("tick", "on")])));
        Assert.Equal("200 false", await client.AnswerAsync("/box", content: new FormUrlEncodedContent([new("other", "on")])));
    }

    [Fact]
    public void Ahead_of_time_one_converter_serves_all_enums()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = ShadeJson.Default };
        options.Converters.Add(new EnumConverter<object>(EnumNames.Of(typeof(Shade))));
        options.Converters.Add(new EnumConverter<object>(EnumNames.Of(typeof(Rights))));
        const string Text = """{"one":"deepBlue","maybe":"off-white","rights":"read, own","many":["pale"]}""";
        var shades = JsonSerializer.Deserialize<Shades>(Text, options)!;
        Assert.Equal((Shade.DeepBlue, Shade.White, Rights.Read | Rights.Own), (shades.One, shades.Maybe, shades.Rights));
        Assert.Equal(Text, JsonSerializer.Serialize(shades, options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Shades>("""{"one":7}""", options));
    }

    public sealed record Defaults(ulong Big = ulong.MaxValue, char Bell = '\a', double None = double.NaN, string Text = "a\u0001");

    public sealed record Lenient(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int Count, [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] double Ratio,
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] Int128 Size, double Plain);

    public sealed record Stamped([property: JsonConverter(typeof(UnixTime))] DateTime At, DateTime Then);

    public sealed record Many(
        List<DateTime?> Times, Dictionary<Shade, int> Shades, Dictionary<string, TimeSpan> Spans, HashSet<DateOnly> Days, Dictionary<DateTime, string> Keys, Shade? Maybe, IReadOnlyList<double> Sizes);

    public sealed record Nodes(JsonObject? One, JsonArray Many, Dictionary<string, int> Map, byte[] Bytes, JsonNode Any, JsonElement Element);

    public sealed record Shades(Shade One, Shade? Maybe, Rights Rights, List<Shade> Many);

    [JsonConverter(typeof(JsonStringEnumConverter<Tone>))]
    public enum Tone
    {
        [JsonStringEnumMemberName("DARK_RED")]
        DarkRed,
    }

    public sealed class UnixTime : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => DateTime.UnixEpoch.AddSeconds(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteNumberValue((long)(value - DateTime.UnixEpoch).TotalSeconds);
    }

    public sealed class Seconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromSeconds(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue((long)value.TotalSeconds);
    }

    [JsonSerializable(typeof(Shades))]
    internal sealed partial class ShadeJson : JsonSerializerContext;
}
