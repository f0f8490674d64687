using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Tests.Endpoints;

/// <summary>Types that JSON cannot hold are found by the build, at any depth; their neighbours are not.</summary>
public sealed class JsonFitTests
{
    private const string Types =
        """
        public interface IShape { int A { get; set; } }
        public abstract class Form { public int A { get; set; } }
        public class Twice { public Twice(int a) => A = a; public Twice(int a, int b) => A = a + b; public int A { get; } }
        public class Hidden { private Hidden() { } }
        public class Unmatched(string other) { public string Name { get; } = other; }
        public class Otherwise(long a) { public int A { get; } = (int)a; }
        public class Bag : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => throw null!; System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw null!; }
        public interface IBag : IEnumerable<int>;
        """;

    [Theory]
    [InlineData("IShape", "nothing says which class it is: list the classes with [JsonDerivedType], or take one of them")]
    [InlineData("Form", "nothing says which class it is: list the classes with [JsonDerivedType], or take one of them")]
    [InlineData("System.IO.Stream", "nothing says which class it is: take one that can be made")]
    [InlineData("Twice", "it has several constructors, and none without parameters: mark one with [JsonConstructor]")]
    [InlineData("System.Net.IPAddress", "it has several constructors, and none without parameters: take a string, or give the member a [JsonConverter]")]
    [InlineData("Hidden", "it has no public constructor: mark one with [JsonConstructor]")]
    [InlineData("Unmatched", "the parameter 'other' of its constructor is no property: add a property of that name and type")]
    [InlineData("Otherwise", "the parameter 'a' of its constructor is no property: add a property of that name and type")]
    [InlineData("Bag", "nothing can add items to it: take List<int>")]
    [InlineData("IBag", "nothing can add items to it: take List<int>")]
    [InlineData("System.Collections.ObjectModel.ReadOnlyCollection<int>", "nothing can add items to it: take List<int>")]
    [InlineData("System.Collections.Concurrent.ConcurrentBag<int>", "nothing can add items to it: take List<int>")]
    [InlineData("System.Collections.Frozen.FrozenSet<int>", "nothing can add items to it: take List<int>")]
    [InlineData("System.ArraySegment<int>", "nothing can add items to it: take List<int>")]
    [InlineData("System.Collections.Specialized.NameValueCollection", "nothing can add items to it: take List<T>")]
    [InlineData("System.Collections.Frozen.FrozenDictionary<string, int>", "nothing can add entries to it: take Dictionary<string, int>")]
    [InlineData("System.Collections.ObjectModel.ReadOnlyDictionary<string, int>", "nothing can add entries to it: take Dictionary<string, int>")]
    [InlineData("System.Collections.Generic.IAsyncEnumerable<int>", "its items would come after the rest: take List<int>")]
    [InlineData("System.Collections.Generic.Dictionary<Form, int>", "a name in JSON cannot be a Form: take keys of string, Guid, a number, a date or an enum")]
    [InlineData("System.Collections.Generic.Dictionary<byte[], int>", "a name in JSON cannot be a byte[]: take keys of string, Guid, a number, a date or an enum")]
    [InlineData("int[,]", "JSON has no arrays of several dimensions: take an array of arrays")]
    [InlineData("System.Action", "a function is no data: leave the member out with [JsonIgnore]")]
    [InlineData("System.Delegate", "a function is no data: leave the member out with [JsonIgnore]")]
    [InlineData("System.Type", "it is a part of a program: take its name")]
    [InlineData("nint", "its size depends on the machine: take a long")]
    [InlineData("(int A, int B)", "JSON has no names for a tuple's parts: take a record")]
    public void A_type_that_JSON_cannot_hold_is_an_error(string type, string why)
    {
        var shown = $"RONDO0020 at 'A': 'B.A' is of type {Shown(type)}, which cannot be read from JSON: {why}";
        var member = $"public class B {{ public {type} A {{ get; set; }} = default!; }}";
        Assert.Equal([shown], Reported("app.Post(\"/\", (B b) => 1); app.Put(\"/\", (List<B> b) => 1);", member));
        Assert.Equal([shown], Reported("app.Post(\"/\", (C c) => 1);", member + " public record C(Dictionary<string, B[]?> Parts);"));
        Assert.Equal([shown], Reported("app.Post(\"/\", (IAsyncEnumerable<B> lines) => 1);", member));
        Assert.Equal([shown], Reported("app.WebSocket(\"/\", (WebSocketSession<B, int> session) => Task.CompletedTask);", member));
        Assert.Equal([shown], Reported("app.Post(\"/\", (B b) => 1);", $"public record B({type} A);"));
    }

    [Theory]
    [InlineData("int[,]")]
    [InlineData("System.Action")]
    [InlineData("System.Type")]
    [InlineData("nint")]
    [InlineData("System.Collections.Generic.Dictionary<byte[], int>")]
    public void An_answer_that_JSON_cannot_hold_is_an_error(string type)
    {
        var member = $"public class B {{ public {type} A {{ get; set; }} = default!; }}";
        foreach (var program in new[] { "app.Get(\"/\", () => new B());", "app.Get(\"/\", Task<List<B>> () => throw null!);", "app.Get(\"/\", IAsyncEnumerable<ServerEvent<B>> () => throw null!);", "app.WebSocket(\"/\", (WebSocketSession<int, B> session) => Task.CompletedTask);" })
            Assert.StartsWith($"RONDO0020 at 'A': 'B.A' is of type {Shown(type)}, which cannot be written as JSON: ", Assert.Single(Reported(program, member)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Form? A", "[System.Text.Json.Serialization.JsonIgnore] ")]
    [InlineData("Form? A", "[System.Text.Json.Serialization.JsonConverter(typeof(FormConverter))] ")]
    public void A_member_that_JSON_leaves_out_or_a_converter_reads_is_none(string member, string attribute) => Assert.Empty(Reported(
        "app.Post(\"/\", (B b) => 1);",
        $"public class B {{ {attribute}public {member} {{ get; set; }} public Action Computed => () => {{ }}; }}"
        + "public class FormConverter : System.Text.Json.Serialization.JsonConverter<Form> { public override Form Read(ref System.Text.Json.Utf8JsonReader r, Type t, System.Text.Json.JsonSerializerOptions o) => throw null!; public override void Write(System.Text.Json.Utf8JsonWriter w, Form v, System.Text.Json.JsonSerializerOptions o) { } }"));

    [Fact]
    public void A_converter_of_the_program_may_be_among_its_options() => Assert.Empty(Reported(
        "app.Post(\"/\", (B b) => 1);",
        "public class B { public Form? A { get; set; } }"
        + "public class FormConverter : System.Text.Json.Serialization.JsonConverter<Form> { public override Form Read(ref System.Text.Json.Utf8JsonReader r, Type t, System.Text.Json.JsonSerializerOptions o) => throw null!; public override void Write(System.Text.Json.Utf8JsonWriter w, Form v, System.Text.Json.JsonSerializerOptions o) { } }"));

    [Fact]
    public void A_dependency_of_the_type_is_no_body() =>
        Assert.Empty(Reported("app.Post(\"/\", (B b) => 1);", "public class B { public Type A { get; set; } = default!; } static class D { [Dependency] internal static B One() => new(); }"));

    [Theory]
    [InlineData("IReadOnlySet<int>")]
    [InlineData("ISet<string>")]
    [InlineData("SortedSet<int>")]
    [InlineData("Queue<int>")]
    [InlineData("System.Collections.Concurrent.ConcurrentQueue<int>")]
    [InlineData("System.Collections.Immutable.ImmutableStack<int>")]
    [InlineData("System.Collections.Immutable.IImmutableDictionary<string, int>")]
    [InlineData("System.Collections.Concurrent.ConcurrentDictionary<DayOfWeek, int[]>")]
    [InlineData("SortedList<Guid, int>")]
    [InlineData("Dictionary<Version, int>")]
    [InlineData("System.Collections.ArrayList")]
    [InlineData("System.Collections.Hashtable")]
    [InlineData("System.Collections.IEnumerable")]
    [InlineData("List<List<int>>")]
    [InlineData("int[][]")]
    [InlineData("byte[]")]
    [InlineData("ReadOnlyMemory<byte>")]
    [InlineData("object")]
    [InlineData("System.Text.Json.Nodes.JsonNode")]
    [InlineData("System.Text.Json.JsonElement")]
    [InlineData("KeyValuePair<string, int>")]
    [InlineData("Tuple<int, string>")]
    [InlineData("Optional<int?>")]
    [InlineData("System.Numerics.BigInteger")]
    [InlineData("Marked")]
    [InlineData("Shape")]
    [InlineData("Point")]
    [InlineData("Deep")]
    public void A_type_that_JSON_holds_is_none(string type) => Assert.Empty(Reported(
        "app.Post(\"/\", (B b) => b);",
        $"public class B {{ public {type} A {{ get; set; }} = default!; }}"
        + """
        public class Marked { [System.Text.Json.Serialization.JsonConstructor] private Marked(int a) => A = a; public Marked() { } public int A { get; } }
        [System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), "circle")] public abstract class Shape; public class Circle(int radius) : Shape { public int Radius { get; } = radius; }
        public struct Point { public Point(int x) => X = x; public int X { get; set; } }
        public record Base(int A); public record Deep(int A, List<Deep>? Others) : Base(A);
        """));

    [Fact]
    public void A_program_that_knows_better_suppresses_it_and_has_its_endpoint()
    {
        var compilation = Sample.Compile(("Program.cs", "var app = RondoApp.Create(args); app.Post(\"/\", (B b) => 1);\npublic class B { public System.IO.Stream A { get; set; } = default!; }"));
        var options = compilation.Options.WithSpecificDiagnosticOptions([new("RONDO0020", ReportDiagnostic.Suppress)]);
        var driver = Sample.Generate(compilation.WithOptions(options), out _, out var reported);
        Assert.Empty(reported);
        Assert.Contains(driver.GetRunResult().Results.SelectMany(static result => result.GeneratedSources), static source => source.SourceText.ToString().Contains("JsonBody.ReadAsync", StringComparison.Ordinal));
    }

    /// <summary>The type as the compiler shows it.</summary>
    private static string Shown(string type) => type.Replace("[,]", "[*,*]", StringComparison.Ordinal);

    private static IReadOnlyList<string> Reported(string program, string types)
    {
        var sample = Sample.Run($"var app = RondoApp.Create(args); {program}\n{types}\n{Types}");
        Assert.Empty(Sample.Show(sample.Compiled, sample.Output));
        return [.. Sample.Show(sample.Reported, sample.Input)];
    }
}
