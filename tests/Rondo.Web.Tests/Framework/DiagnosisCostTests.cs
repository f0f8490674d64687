using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.JsonReading;
using Rondo.Api.Runtime;

namespace Rondo.Web.Tests.Framework;

/// <summary>Telling what is wrong with a body costs little more than reading it, whatever its shape.</summary>
public class DiagnosisCostTests(ITestOutputHelper output)
{
    private const int Size = 1_000_000;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>A right body, and the same one made wrong.</summary>
    private static readonly Dictionary<string, (Type Type, string Right, string Wrong)> s_shapes = new()
    {
        ["deep, one wrong member at the end"] = Nested(typeof(Nest), Size / 50, "\"last\":0", "\"last\":\"\""),
        ["deep, one wrong member at the beginning"] = (typeof(Nest), Deep("\"last\":0", 50, "\"last\":0", Size / 50), Deep("\"last\":\"\"", 50, "\"last\":0", Size / 50)),
        ["deep, wrong at every level"] = (typeof(Nest), Deep("\"last\":0", 50, "\"last\":0", Size / 50), Deep("\"last\":\"\"", 50, "\"last\":\"\"", Size / 50)),
        ["wide, the last item wrong"] = (typeof(List<Item>), List("{\"count\":1,\"name\":\"x\"}", 40_000, "{\"count\":1,\"name\":\"x\"}"), List("{\"count\":1,\"name\":\"x\"}", 40_000, "{\"count\":\"\",\"name\":\"x\"}")),
        ["numbers, all wrong"] = (typeof(List<int>), List("1", 500_000, "1"), List("\"\"", 500_000, "1")),
        ["numbers, the first wrong"] = (typeof(List<int>), List("1", 500_000, "1"), List("1", 500_000, "1").Replace("[1,", "[true,", StringComparison.Ordinal)),
        ["a dictionary, the last value wrong"] = (typeof(Dictionary<string, Item>), Map(20_000, "1"), Map(20_000, "true")),
        ["derived types at every level"] = Nested(typeof(Base), Size / 50, "\"last\":0", "\"last\":\"\"", "\"$type\":\"derived\","),
        ["constructors with parameters"] = Nested(typeof(Made), Size / 50, "\"last\":0", "\"last\":\"\""),
        ["constructors that throw"] = Nested(typeof(Throwing), Size / 50, "\"last\":0", "\"last\":-1"),
        ["extension data"] = Nested(typeof(Extended), Size / 50, "\"last\":0", "\"last\":\"\"", "\"other\":{\"a\":[1,2,3]},"),
        ["nullable structs"] = Nested(typeof(Point), Size / 50, "\"last\":0", "\"last\":\"\""),
        ["a long string"] = (typeof(Nest), $$"""{"text":"{{new string('x', Size)}}","last":0}""", $$"""{"text":"{{new string('x', Size)}}","last":""}"""),
        ["unknown members"] = (typeof(Item), Map(60_000, "1", "0"), Map(60_000, "1", "0").Replace("{\"k0\"", "{\"count\":\"\",\"k0\"", StringComparison.Ordinal)),
    };

    private static readonly Dictionary<Type, InputType> s_types = [];

    public static TheoryData<string> Shapes => [.. s_shapes.Keys];

    /// <summary>Without JIT and caches of the first time.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_diagnosis_allocates_no_more_than_twice_what_parsing_does(string shape)
    {
        var (type, right, wrong) = s_shapes[shape];
        var json = s_options.GetTypeInfo(type);
        var (good, bad) = (Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(wrong));
        var parsing = Measure(() => JsonSerializer.Deserialize(good, json));
        var cause = Record.Exception(() => JsonSerializer.Deserialize(bad, json))!;
        Assert.NotNull(cause);
        var report = new ErrorReport(JsonNamingPolicy.CamelCase.ConvertName);
        var demands = Shape(type.IsGenericType ? type.GenericTypeArguments[^1] : type);
        var diagnosis = Measure(() =>
        {
            report = new ErrorReport(JsonNamingPolicy.CamelCase.ConvertName);
            JsonDiagnosis.Run(new ReadOnlySequence<byte>(bad), json, demands, cause, report);
        });
        output.WriteLine($"| {shape} | {bad.Length / 1e6:0.0} MB | {parsing.Milliseconds:0.0} ms | {diagnosis.Milliseconds:0.0} ms | {parsing.Bytes / 1024:0} KB | {diagnosis.Bytes / 1024:0} KB | {report.Count} |");
        Assert.NotEmpty(report);
        // The spare is for exceptions, 500 of which cost a megabyte.
        Assert.InRange(diagnosis.Bytes, 0, (2 * parsing.Bytes) + 2_000_000);
    }

    /// <summary>Every value of a body counts how often it is read.</summary>
    [Theory]
    [InlineData("last", 1)]
    [InlineData("first", 2)]
    [InlineData("every", 3)]
    public void Values_are_read_a_bounded_number_of_times(string place, int most)
    {
        const int Depth = 50, Width = 400;
        static string Level(int level, string wrong, string place) =>
            $"{{{(place == "every" || (place == "first" && level == Depth) ? wrong : "\"last\":0")},\"values\":[{string.Join(',', Enumerable.Repeat("1", Width))}]{(level == 0 ? place == "last" ? "," + wrong : "" : ",\"child\":" + Level(level - 1, wrong, place))}}}";
        var bad = Encoding.UTF8.GetBytes(Level(Depth, "\"last\":\"\"", place));
        var json = s_options.GetTypeInfo(typeof(CountedNest));
        Counted.Reads = 0;
        var cause = Record.Exception(() => JsonSerializer.Deserialize(bad, json))!;
        var report = new ErrorReport(JsonNamingPolicy.CamelCase.ConvertName);
        JsonDiagnosis.Run(new ReadOnlySequence<byte>(bad), json, Shape(typeof(CountedNest)), cause, report);
        output.WriteLine($"{place}: {Counted.Reads} of {(Depth + 1) * Width}");
        Assert.InRange(Counted.Reads, 1, ((most + 1) * (Depth + 1) * Width) + 1);
        Assert.NotEmpty(report);
    }

    /// <summary>The serializer has taken the text: nothing of it is read again.</summary>
    [Fact]
    public void A_null_is_found_wherever_it_is()
    {
        var input = new JsonInput<List<string>>((JsonTypeInfo<List<string>>)s_options.GetTypeInfo(typeof(List<string>)), new InputShape(0b11), static value => NullSearch.Any(value, static item => item is null));
        var text = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(List("\"x\"", 500_000, "null")));
        Assert.False(input.TryRead(text, out _, out var cause));
        Assert.Null(cause);
        var report = new ErrorReport(static name => name);
        var (milliseconds, bytes) = Measure(() => input.Diagnose(text, cause, report));
        output.WriteLine($"{milliseconds:0.0} ms, {bytes / 1024} KB");
        var error = Assert.Single(report);
        Assert.Equal(("/500000", "null"), (error.Pointer, error.Code));
        Assert.InRange(bytes, 0, 100_000);
    }

    /// <summary>All types have checked members, so that all that is right is wanted.</summary>
    private static InputShape Shape(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsPrimitive)
            return default;
        if (!s_types.TryGetValue(type, out var known))
        {
            known = new InputType(
                type, static (_, _) => { }, static (_, _, _) => { }, name => name == "Child" ? Shape(type.GetProperty(name)!.PropertyType) : default, static derived => Shape(derived).Type);
            s_types[type] = known;
        }

        return new InputShape(0, known);
    }

    private static (double Milliseconds, long Bytes) Measure(Action act)
    {
        act();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        act();
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    private static (Type, string, string) Nested(Type type, int filler, string right, string wrong, string every = "") => (type, Deep("", 50, right, filler, every, right), Deep("", 50, right, filler, every, wrong));

    /// <summary>Objects inside of objects, each with a list of numbers.</summary>
    private static string Deep(string first, int depth, string each, int filler, string every = "", string? last = null)
    {
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++)
            text.Append('{').Append(every).Append(i == 0 && first.Length > 0 ? first : each).Append(",\"values\":[").Append(string.Join(',', Enumerable.Repeat("1", filler / 2))).Append("],\"child\":");
        return text.Append('{').Append(every).Append(last ?? each).Append('}').Append('}', depth).ToString();
    }

    private static string List(string item, int count, string last) => $"[{string.Concat(Enumerable.Repeat(item + ",", count))}{last}]";

    private static string Map(int count, string last, string? value = null) =>
        $"{{{string.Concat(Enumerable.Range(0, count).Select(i => $"\"k{i}\":{value ?? "{\"count\":1,\"name\":\"x\"}"},"))}\"end\":{(value is null ? last == "1" ? "{\"count\":1}" : "{\"count\":true}" : value)}}}";

    public sealed class Nest
    {
        public int Last { get; set; }

        public string? Text { get; set; }

        public List<int>? Values { get; set; }

        public Nest? Child { get; set; }
    }

    public sealed class CountedNest
    {
        public int Last { get; set; }

        public List<Counted>? Values { get; set; }

        public CountedNest? Child { get; set; }
    }

    public sealed class Item
    {
        public int Count { get; set; }

        public string? Name { get; set; }
    }

    [JsonDerivedType(typeof(Derived), "derived")]
    public class Base
    {
        public int Last { get; set; }

        public List<int>? Values { get; set; }
    }

    public sealed class Derived : Base
    {
        public Base? Child { get; set; }
    }

    public sealed record Made(int Last, List<int>? Values = null, Made? Child = null);

    public sealed class Throwing
    {
        public Throwing(int last, List<int>? values = null, Throwing? child = null) =>
            (Last, Values, Child) = (last >= 0 ? last : throw new ArgumentException("Must not be negative."), values, child);

        public int Last { get; }

        public List<int>? Values { get; }

        public Throwing? Child { get; }
    }

    public sealed class Extended
    {
        public int Last { get; set; }

        public List<int>? Values { get; set; }

        public Extended? Child { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? More { get; set; }
    }

    public struct Point
    {
        public int? Last { get; set; }

        public List<int?>? Values { get; set; }

        public Holder? Child { get; set; }
    }

    public sealed class Holder
    {
        public int? Last { get; set; }

        public List<int?>? Values { get; set; }

        public Point? Child { get; set; }
    }

    [JsonConverter(typeof(Converter))]
    public readonly record struct Counted(int Number)
    {
        internal static int Reads;

        public sealed class Converter : JsonConverter<Counted>
        {
            public override Counted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                Reads++;
                return new Counted(reader.GetInt32());
            }

            public override void Write(Utf8JsonWriter writer, Counted value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Number);
        }
    }
}
