using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rondo.Api;

namespace Rondo.Web.Tests.Framework;

/// <summary>An app that reads each of its types as a body, as lines and as messages.</summary>
internal static class JsonInputApp
{
    internal static void Map(RondoApp app)
    {
        MapBodies(app);
        MapLines(app);
        MapSockets(app);
    }

    private static void MapBodies(RondoApp app)
    {
        app.Post("/body/dish", (Dish value) => "ok");
        app.Post("/body/dishes", (List<Dish> value) => "ok");
        app.Post("/body/strict", (Strict value) => "ok");
        app.Post("/body/menu", (Menu value) => "ok");
        app.Post("/body/shape", (Shape value) => "ok");
        app.Post("/body/shapes", (Dictionary<string, List<Shape>> value) => "ok");
        app.Post("/body/numbered", (Numbered value) => "ok");
        app.Post("/body/throwing", (Throwing value) => "ok");
        app.Post("/body/account", (Account value) => "ok");
        app.Post("/body/envelope", (Envelope<Dish> value) => "ok");
        app.Post("/body/open-envelope", (Envelope<Dish?> value) => "ok");
        app.Post("/body/counted", (Envelope<int> value) => "ok");
        app.Post("/body/strings", (List<string> value) => "ok");
        app.Post("/body/open-strings", (List<string?> value) => "ok");
        app.Post("/body/optional", (Dish? value) => "ok");
        app.Post("/body/collections", (Collections value) => "ok");
        app.Post("/body/page", (DishPage value) => "ok");
        app.Post("/body/tree", (Tree value) => "ok");
        app.Post("/body/even", (Even value) => "ok");
        app.Post("/body/open-tree", (OpenTree value) => "ok");
        app.Post("/body/grove", (Grove value) => "ok");
        app.Post("/body/late", (Late<Dish> value) => "ok");
        app.Post("/body/open-late", (Late<Dish?> value) => "ok");
        app.Post("/body/promised", (Promised value) => "ok");
        app.Post("/body/tags", (IReadOnlySet<string> value) => "ok");
        app.Post("/body/tagged", (Tagged value) => "ok");
        app.Post("/body/point", (Point? value) => "ok");
    }

    private static void MapLines(RondoApp app)
    {
        app.Post("/lines/dish", (IAsyncEnumerable<Dish> value) => ReadAsync(value));
        app.Post("/lines/dishes", (IAsyncEnumerable<List<Dish>> value) => ReadAsync(value));
        app.Post("/lines/strict", (IAsyncEnumerable<Strict> value) => ReadAsync(value));
        app.Post("/lines/menu", (IAsyncEnumerable<Menu> value) => ReadAsync(value));
        app.Post("/lines/shape", (IAsyncEnumerable<Shape> value) => ReadAsync(value));
        app.Post("/lines/shapes", (IAsyncEnumerable<Dictionary<string, List<Shape>>> value) => ReadAsync(value));
        app.Post("/lines/numbered", (IAsyncEnumerable<Numbered> value) => ReadAsync(value));
        app.Post("/lines/throwing", (IAsyncEnumerable<Throwing> value) => ReadAsync(value));
        app.Post("/lines/account", (IAsyncEnumerable<Account> value) => ReadAsync(value));
        app.Post("/lines/envelope", (IAsyncEnumerable<Envelope<Dish>> value) => ReadAsync(value));
        app.Post("/lines/open-envelope", (IAsyncEnumerable<Envelope<Dish?>> value) => ReadAsync(value));
        app.Post("/lines/counted", (IAsyncEnumerable<Envelope<int>> value) => ReadAsync(value));
        app.Post("/lines/strings", (IAsyncEnumerable<List<string>> value) => ReadAsync(value));
        app.Post("/lines/open-strings", (IAsyncEnumerable<List<string?>> value) => ReadAsync(value));
        app.Post("/lines/optional", (IAsyncEnumerable<Dish?> value) => ReadAsync(value));
        app.Post("/lines/collections", (IAsyncEnumerable<Collections> value) => ReadAsync(value));
        app.Post("/lines/page", (IAsyncEnumerable<DishPage> value) => ReadAsync(value));
        app.Post("/lines/tree", (IAsyncEnumerable<Tree> value) => ReadAsync(value));
        app.Post("/lines/even", (IAsyncEnumerable<Even> value) => ReadAsync(value));
        app.Post("/lines/open-tree", (IAsyncEnumerable<OpenTree> value) => ReadAsync(value));
        app.Post("/lines/grove", (IAsyncEnumerable<Grove> value) => ReadAsync(value));
        app.Post("/lines/late", (IAsyncEnumerable<Late<Dish>> value) => ReadAsync(value));
        app.Post("/lines/open-late", (IAsyncEnumerable<Late<Dish?>> value) => ReadAsync(value));
        app.Post("/lines/promised", (IAsyncEnumerable<Promised> value) => ReadAsync(value));
        app.Post("/lines/tags", (IAsyncEnumerable<IReadOnlySet<string>> value) => ReadAsync(value));
        app.Post("/lines/tagged", (IAsyncEnumerable<Tagged> value) => ReadAsync(value));
        app.Post("/lines/point", (IAsyncEnumerable<Point?> value) => ReadAsync(value));
    }

    private static void MapSockets(RondoApp app)
    {
        app.WebSocket("/messages/dish", (WebSocketSession<Dish, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/dishes", (WebSocketSession<List<Dish>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/strict", (WebSocketSession<Strict, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/menu", (WebSocketSession<Menu, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/shape", (WebSocketSession<Shape, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/shapes", (WebSocketSession<Dictionary<string, List<Shape>>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/numbered", (WebSocketSession<Numbered, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/throwing", (WebSocketSession<Throwing, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/account", (WebSocketSession<Account, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/envelope", (WebSocketSession<Envelope<Dish>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/open-envelope", (WebSocketSession<Envelope<Dish?>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/counted", (WebSocketSession<Envelope<int>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/strings", (WebSocketSession<List<string>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/open-strings", (WebSocketSession<List<string?>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/optional", (WebSocketSession<Dish?, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/collections", (WebSocketSession<Collections, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/page", (WebSocketSession<DishPage, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/tree", (WebSocketSession<Tree, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/even", (WebSocketSession<Even, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/open-tree", (WebSocketSession<OpenTree, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/grove", (WebSocketSession<Grove, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/late", (WebSocketSession<Late<Dish>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/open-late", (WebSocketSession<Late<Dish?>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/promised", (WebSocketSession<Promised, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/tags", (WebSocketSession<IReadOnlySet<string>, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/tagged", (WebSocketSession<Tagged, string> session) => AnswerAsync(session));
        app.WebSocket("/messages/point", (WebSocketSession<Point?, string> session) => AnswerAsync(session));
    }

    private static async Task<string> ReadAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var _ in items)
        {
        }

        return "ok";
    }

    private static async Task AnswerAsync<T>(WebSocketSession<T, string> session)
    {
        await foreach (var _ in session.ReadAllAsync())
            await session.SendAsync("ok");
    }

    internal sealed record Dish([Length(1, 10)] string Name, [Range(1, 99)] int Price, bool IsHot = false, string? Note = null);

    internal static class Validators
    {
        [Validator]
        internal static async Task Check(Dish dish, ErrorReport report)
        {
            await EventLoop.Yield();
            if (dish.Name == "stone")
                report.Add(nameof(Dish.Name), "inedible", "It must be food.", dish.Name);
        }
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Strict(string Name = "");

    /// <summary>Constraints below every kind of collection.</summary>
    internal sealed class Menu
    {
        public List<List<Dish>> Rows { get; init; } = [];

        public Dictionary<string, Dish[]> Named { get; init; } = [];

        public IReadOnlyDictionary<int, Dish>? Numbers { get; init; }

        public ImmutableArray<Dish> Fixed { get; init; }

        public Envelope<Dish>? Special { get; init; }

        public Shape? Shape { get; init; }

        public List<Envelope<List<Dish>>> Boxes { get; init; } = [];

        public Optional<List<Dish>> Extra { get; init; }
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
    [JsonDerivedType(typeof(Circle), "circle")]
    [JsonDerivedType(typeof(Group), "group")]
    internal abstract record Shape([property: Range(0, 9)] int Layer = 0);

    internal sealed record Circle([Range(1, 5)] int Radius) : Shape;

    internal sealed record Group(List<Shape> Shapes) : Shape;

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(First), 1)]
    [JsonDerivedType(typeof(Second), 2)]
    internal abstract record Numbered;

    internal sealed record First(string Name) : Numbered;

    internal sealed record Second(string Name) : Numbered;

    /// <summary>Code of the program's that throws while JSON is read.</summary>
    internal sealed class Throwing
    {
        private readonly int _setting;

        public Limited? Limited { get; init; }

        public int Setting
        {
            get => _setting;
            init => _setting = value >= 0 ? value : throw new KeyNotFoundException("internal");
        }

        public Code? Code { get; init; }
    }

    internal sealed record Limited
    {
        public Limited(int count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            Count = count <= 9 ? count : throw new ArgumentException("At most nine are served.", nameof(count));
        }

        public int Count { get; }
    }

    [JsonConverter(typeof(CodeConverter))]
    internal sealed record Code(string Text);

    internal sealed class CodeConverter : JsonConverter<Code>
    {
        public override Code Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() switch
        {
            "json" => throw new JsonException("A code has three letters."),
            "format" => throw new FormatException("A code has no digits."),
            "defect" => throw new NotImplementedException("internal"),
            "null" => ((string?)null)!.Length == 0 ? null! : null!,
            var text => new Code(text!),
        };

        public override void Write(Utf8JsonWriter writer, Code value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }

    internal sealed record Account(string Name, [Length(8, 20)] string Password, Dictionary<string, string>? Secrets = null);

    internal sealed record Envelope<T>(T Item, string? Note = null);

    internal abstract record Page<T>(T First)
    {
        public List<T> Items { get; init; } = [];
    }

    internal sealed record DishPage(Dish First) : Page<Dish>(First);

    /// <summary>Nulls inside of every kind of collection.</summary>
    internal sealed record Collections
    {
        public string[]? Array { get; init; }

        public HashSet<string>? Set { get; init; }

        public IReadOnlyList<string>? List { get; init; }

        public IEnumerable<Dish>? Items { get; init; }

        public ImmutableArray<string> Fixed { get; init; }

        public ImmutableList<Dish>? FixedList { get; init; }

        public Dictionary<string, string>? Map { get; init; }

        public ImmutableDictionary<string, Dish>? FixedMap { get; init; }

        public List<List<string>>? Nested { get; init; }

        public Dictionary<string, List<string>>? Grouped { get; init; }

        public List<string?>? Open { get; init; }

        public List<List<string>?>? OpenNested { get; init; }

        public List<int?>? Numbers { get; init; }

        public Optional<List<string>> Optional { get; init; }

        public List<Envelope<string>>? Envelopes { get; init; }

        public Queue<string>? Queue { get; init; }
    }

    internal readonly record struct Point(int X, int Y);

    /// <summary>Collections that hold themselves.</summary>
    internal sealed class Tree : List<Tree>;

    internal sealed class Even : List<Odd>;

    internal sealed class Odd : Dictionary<string, Even?>;

    internal sealed class OpenTree : List<OpenTree?>;

    internal sealed record Grove(Dictionary<string, Tree>? Trees = null, List<Tree?>? Others = null);

    /// <summary>Members that are null until they are set, whatever C# says.</summary>
    internal class Late<T>
    {
        public T Item { get; set; } = default!;

        public List<T> Items { get; set; } = null!;

        public List<T> Others { get; set; } = [];
    }

    internal class Promised
    {
        public string Name { get; set; } = null!;

        public Dish? Dish { get; set; }

        public string Note { get; set; } = "";

        [JsonExtensionData]
        public Dictionary<string, JsonElement> Rest { get; set; } = null!;
    }

    internal sealed record Tagged
    {
        public IReadOnlySet<string>? Tags { get; init; }

        public IReadOnlySet<Dish>? Dishes { get; init; }

        public ISet<int>? Numbers { get; init; }
    }
}
