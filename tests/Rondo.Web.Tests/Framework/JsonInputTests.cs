using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Rondo.Web.Tests.Framework;

/// <summary>Bodies, lines and messages are told the same errors, by one engine.</summary>
public class JsonInputTests
{
    /// <summary>Type, text and errors: pointer and code of each. A text has a character for each byte.</summary>
    public static TheoryData<string, string, string> Wrong => new()
    {
        // No JSON.
        { "dish", """{"name":""", "/name json" },
        { "dish", """{"name":"a","price":,}""", "/price json" },
        { "dish", """{"name":"a","price":1} {}""", " json" },
        { "dish", """{"name":"a","price":1}x""", " json" },
        { "dish", "nul", " json" },
        { "dish", new string('[', 100), string.Concat(Enumerable.Repeat("/0", 63)) + " json" },
        { "dish", """{"name":"\ud800","price":1}""", "/name json" },
        { "dish", "{\"name\":\"\u00ff\",\"price\":1}", "/name json" },
        { "strings", "[\"\u00c3\",\"\\udc00\"]", "/0 json; /1 json" },
        { "collections", "{\"map\":{\"\u00ff\":\"x\"}}", "/map json" },
        { "strict", """{"\ud800":1}""", " json" },
        // Of another type.
        { "dish", "[]", " type" },
        { "dish", "5", " type" },
        { "dishes", "{}", " type" },
        { "dish", """{"name":5,"price":"x","isHot":0}""", "/name type; /price type; /isHot type" },
        { "dish", """{"name":{"a":1},"price":[1],"isHot":{}}""", "/name type; /price type; /isHot type" },
        { "dishes", """[5,{"name":"a","price":"x"},[],{"name":"a","price":1}]""", "/0 type; /1/price type; /2 type" },
        { "menu", """{"numbers":{"one":{"name":"a","price":1}}}""", "/numbers type" },
        { "point", """{"x":"a","y":1.5}""", "/x type; /y type" },
        // Missing, unknown, null.
        { "dish", "{}", "/name missing; /price missing" },
        { "dishes", """[{},{"name":"a"}]""", "/0/name missing; /0/price missing; /1/price missing" },
        { "strict", """{"name":"a","other":1,"and":{}}""", "/other unknown; /and unknown" },
        { "dish", "null", " null" },
        { "dish", """{"name":null,"price":null,"isHot":null}""", "/name null; /price null; /isHot null" },
        { "dishes", "[null]", "/0 null" },
        { "dishes", """[null,{"name":"a","price":"x"},null,{"name":"","price":1}]""", "/0 null; /1/price type; /2 null; /3/name length" },
        // Constraints, everywhere.
        { "dish", """{"name":"","price":100}""", "/name length; /price range" },
        { "menu", """{"rows":[[],[{"name":"","price":1}]]}""", "/rows/1/0/name length" },
        { "menu", """{"named":{"a":[{"name":"","price":1}]}}""", "/named/a/0/name length" },
        { "menu", """{"numbers":{"1":{"name":"","price":1}}}""", "/numbers/1/name length" },
        { "menu", """{"fixed":[{"name":"","price":1}]}""", "/fixed/0/name length" },
        { "menu", """{"special":{"item":{"name":"","price":1}}}""", "/special/item/name length" },
        { "menu", """{"shape":{"type":"circle","radius":9,"layer":10}}""", "/shape/radius range; /shape/layer range" },
        { "menu", """{"boxes":[{"item":[{"name":"","price":1}]}]}""", "/boxes/0/item/0/name length" },
        { "menu", """{"extra":[{"name":"","price":1}]}""", "/extra/0/name length" },
        { "page", """{"first":{"name":"","price":1},"items":[{"name":"","price":1}]}""", "/first/name length; /items/0/name length" },
        // The same beside a value of another type.
        { "menu", """{"rows":[5,[{"name":"","price":1}]]}""", "/rows/0 type; /rows/1/0/name length" },
        { "menu", """{"named":{"a":[{"name":"","price":1},5]}}""", "/named/a/0/name length; /named/a/1 type" },
        { "menu", """{"numbers":{"1":{"name":"","price":1},"2":5}}""", "/numbers/1/name length; /numbers/2 type" },
        { "menu", """{"fixed":[{"name":"","price":1},5]}""", "/fixed/0/name length; /fixed/1 type" },
        { "menu", """{"special":{"item":{"name":"","price":1},"note":5}}""", "/special/item/name length; /special/note type" },
        { "menu", """{"shape":{"type":"group","layer":10,"shapes":[{"type":"circle","radius":9},5]}}""", "/shape/shapes/0/radius range; /shape/shapes/1 type; /shape/layer range" },
        { "menu", """{"boxes":[{"item":[{"name":"","price":1},5]}]}""", "/boxes/0/item/0/name length; /boxes/0/item/1 type" },
        { "menu", """{"extra":[{"name":"","price":1},5]}""", "/extra/0/name length; /extra/1 type" },
        { "page", """{"first":{"name":"","price":1},"items":[5]}""", "/first/name length; /items/0 type" },
        // Validator functions.
        { "dish", """{"name":"stone","price":1}""", "/name inedible" },
        { "dishes", """[{"name":"a","price":1},{"name":"stone","price":1}]""", "/1/name inedible" },
        { "envelope", """{"item":{"name":"stone","price":1}}""", "/item/name inedible" },
        { "open-envelope", """{"item":{"name":"stone","price":1}}""", "/item/name inedible" },
        // Discriminators.
        { "shape", """{"radius":1}""", "/type missing" },
        { "shape", "{}", "/type missing" },
        { "shape", """{"type":"line"}""", "/type choice" },
        { "shape", """{"type":5}""", "/type choice" },
        { "shape", """{"type":null,"radius":1}""", "/type choice" },
        { "shape", """{"type":{"a":1}}""", "/type choice" },
        { "shape", """{"type":"circle","radius":1,"type":"circle"}""", "/type duplicate" },
        { "shape", """{"type":"circle","type":"group","radius":1}""", "/type duplicate" },
        { "shape", """{"type":"circle","radius":"x"}""", "/radius type" },
        { "shape", "[]", " type" },
        { "shapes", """{"a":[{"type":"line"},{},{"type":"circle","radius":9},null]}""", "/a/0/type choice; /a/1/type missing; /a/2/radius range; /a/3 null" },
        { "shape", """{"type":"group","shapes":[{"type":"line"},{"type":"group","shapes":[{}]}]}""", "/shapes/0/type choice; /shapes/1/shapes/0/type missing" },
        { "menu", """{"shape":{"radius":1}}""", "/shape/type missing" },
        { "numbered", """{"name":"a"}""", "/kind missing" },
        { "numbered", """{"kind":3,"name":"a"}""", "/kind choice" },
        { "numbered", """{"kind":"1","name":"a"}""", "/kind choice" },
        { "numbered", """{"kind":1.5,"name":"a"}""", "/kind choice" },
        { "numbered", """{"kind":1,"kind":1,"name":"a"}""", "/kind duplicate" },
        { "numbered", """{"kind":2,"name":5}""", "/name type" },
        // Code of the program's.
        { "throwing", """{"limited":{"count":10}}""", "/limited type" },
        { "throwing", """{"limited":{"count":-1}}""", "/limited type" },
        { "throwing", """{"limited":{"count":10},"code":5}""", "/limited type; /code type" },
        { "throwing", """{"setting":-1}""", " type" },
        { "throwing", """{"code":"json"}""", "/code type" },
        { "throwing", """{"code":"format"}""", "/code type" },
        { "throwing", """{"code":"defect"}""", "/code type" },
        { "throwing", """{"code":"null"}""", "/code type" },
        { "throwing", """{"code":5}""", "/code type" },
        // Secrets.
        { "account", """{"name":"ann","password":"hunter2"}""", "/password length" },
        { "account", """{"name":"ann","password":12345678}""", "/password type" },
        { "account", """{"name":"ann","password":hunter2}""", "/password json" },
        { "account", """{"name":5,"password":"long enough","secrets":{"a":12345678,"b":null}}""", "/name type; /secrets/a type; /secrets/b null" },
        // Nulls where C# says that there is none.
        { "strings", """["a",null]""", "/1 null" },
        { "strings", """[null,5]""", "/0 null; /1 type" },
        { "envelope", "{}", "/item missing" },
        { "envelope", """{"item":null}""", "/item null" },
        { "envelope", """{"note":5}""", "/item missing; /note type" },
        { "envelope", """{"item":null,"note":5}""", "/item null; /note type" },
        { "counted", "{}", "/item missing" },
        { "counted", """{"item":null}""", "/item null" },
        { "page", """{"first":null,"items":[null]}""", "/first null; /items/0 null" },
        { "collections", """{"array":[null]}""", "/array/0 null" },
        { "collections", """{"set":["a",null]}""", "/set/1 null" },
        { "collections", """{"list":[null]}""", "/list/0 null" },
        { "collections", """{"items":[{"name":"a","price":1},null]}""", "/items/1 null" },
        { "collections", """{"fixed":[null]}""", "/fixed/0 null" },
        { "collections", """{"fixedList":[null]}""", "/fixedList/0 null" },
        { "collections", """{"map":{"a":null}}""", "/map/a null" },
        { "collections", """{"fixedMap":{"a":null}}""", "/fixedMap/a null" },
        { "collections", """{"nested":[["a"],null,[null]]}""", "/nested/1 null; /nested/2/0 null" },
        { "collections", """{"grouped":{"a":["x",null],"b":null}}""", "/grouped/a/1 null; /grouped/b null" },
        { "collections", """{"openNested":[null,[null]]}""", "/openNested/1/0 null" },
        { "collections", """{"optional":[null]}""", "/optional/0 null" },
        { "collections", """{"envelopes":[{"item":null},{}]}""", "/envelopes/0/item null; /envelopes/1/item missing" },
        { "collections", """{"queue":[null]}""", "/queue/0 null" },
        { "collections", """{"array":[null],"open":5,"list":[null]}""", "/array/0 null; /list/0 null; /open type" },
        // Collections that hold themselves.
        { "tree", "[null]", "/0 null" },
        { "tree", "[[],[[null]],[[[[null,5]]]]]", "/1/0/0 null; /2/0/0/0/0 null; /2/0/0/0/1 type" },
        { "tree", new string('[', 60) + "null" + new string(']', 60), string.Concat(Enumerable.Repeat("/0", 60)) + " null" },
        { "even", """[{"a":[null,{"b":[null]}]},null]""", "/0/a/0 null; /0/a/1/b/0 null; /1 null" },
        { "open-tree", "[[[5]]]", "/0/0/0 type" },
        { "grove", """{"trees":{"a":[[null]],"b":null},"others":[[[null]]]}""", "/trees/a/0/0 null; /trees/b null; /others/0/0/0 null" },
        // Members that are null until they are set.
        { "late", "{}", "/item missing; /items missing" },
        { "late", """{"item":null,"items":[null],"others":null}""", "/item null; /items/0 null; /others null" },
        { "late", """{"items":[]}""", "/item missing" },
        { "open-late", "{}", "/items missing" },
        { "promised", "{}", "/name missing" },
        { "promised", """{"name":null,"note":null}""", "/name null; /note null" },
        // Sets.
        { "tags", """["a",null,5]""", "/1 null; /2 type" },
        { "tags", "{}", " type" },
        { "tagged", """{"tags":[null],"dishes":[{"name":"","price":"x"},{"name":"","price":1}],"numbers":["x"]}""", "/tags/0 null; /dishes/0/name length; /dishes/0/price type; /dishes/1/name length; /numbers/0 type" },
    };

    public static TheoryData<string, string> Right => new()
    {
        { "tree", "[[],[[],[[[]]]]]" },
        { "open-tree", "[null,[[null]]]" },
        { "even", """[{"a":[{"b":null}]}]""" },
        { "grove", """{"others":[null,[[]]]}""" },
        { "late", """{"item":{"name":"a","price":1},"items":[]}""" },
        { "open-late", """{"items":[null]}""" },
        { "promised", """{"name":"a","more":1}""" },
        { "tags", """["a","b","a"]""" },
        { "tagged", """{"tags":["a"],"dishes":[{"name":"a","price":1}],"numbers":[1,1]}""" },
        { "dish", """{"name":"a","price":1}""" },
        { "open-strings", "[null]" },
        { "open-envelope", """{"item":null}""" },
        { "open-envelope", "{}" },
        { "optional", "null" },
        { "point", "null" },
        { "collections", """{"open":[null],"openNested":[null,["a"]],"numbers":[null],"optional":["a"]}""" },
        { "collections", "{}" },
        { "menu", "{}" },
        { "menu", """{"extra":[]}""" },
        { "shape", """{"radius":1,"type":"circle"}""" },
        { "numbered", """{"name":"a","kind":2}""" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Bodies_lines_and_messages_are_told_the_same(string type, string text, string errors)
    {
        var answers = Ask(type, text);
        Assert.Equal(errors, string.Join("; ", Errors(answers.Body, "body", "").Select(static each => $"{each.Pointer} {each.Code}")));
        Assert.Equal(Errors(answers.Body, "body", ""), Errors(answers.Line, "body", "/0"));
        if (answers.Message is not null)
            Assert.Equal(Errors(answers.Body, "body", ""), Errors(answers.Message, "message", ""));
        Assert.EndsWith("],\"line\":1}", answers.Line, StringComparison.Ordinal);
        foreach (var answer in new[] { answers.Body, answers.Line, answers.Message ?? "" })
        {
            foreach (var hidden in new[] { "hunter2", "12345678", "internal", "Parameter", "System.", "Rondo.", "+", "Actual value" })
                Assert.DoesNotContain(hidden, answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void Bodies_lines_and_messages_take_the_same(string type, string text) =>
        Assert.Equal(("200 ok", "200 ok", "\"ok\""), Ask(type, text));

    [Theory]
    [InlineData("dish", """{"name":"\ud800","price":1}""", "A string has half of a surrogate pair, which is no character.")]
    [InlineData("dish", "{\"name\":\"\u00ff\",\"price\":1}", "A string has bytes that are not UTF-8.")]
    [InlineData("dish", "{\"name\":\n,}", "The text is not valid JSON: line 2, position 1: ',' is an invalid start of a value.")]
    [InlineData("dish", "\n", "The text is not valid JSON: line 2, position 1: There is no JSON.")]
    [InlineData("dish", "null", "It must not be null.")]
    [InlineData("menu", """{"numbers":{"one":{"name":"a","price":1}}}""", "Each of its names must be an integer from -2147483648 to 2147483647.")]
    [InlineData("shape", """{}""", "It must be one of circle, group.")]
    [InlineData("shape", """{"type":"circle","radius":1,"type":"circle"}""", "It must be there once.")]
    [InlineData("throwing", """{"limited":{"count":10}}""", "At most nine are served.")]
    [InlineData("throwing", """{"setting":-1}""", "The value is not valid.")]
    [InlineData("throwing", """{"code":"json"}""", "A code has three letters.")]
    [InlineData("throwing", """{"code":"format"}""", "A code has no digits.")]
    [InlineData("throwing", """{"code":"null"}""", "The value is not valid.")]
    [InlineData("throwing", """{"code":5}""", "The value is not valid.")]
    [InlineData("account", """{"name":"ann","password":hunter2}""", "The text is not valid JSON: line 1, position 26.")]
    public void Errors_are_sentences(string type, string text, string message) =>
        Assert.Equal(message, Assert.Single(Errors(Ask(type, text).Body, "body", "")).Message);

    [LoopFact(Virtual = true)]
    public async Task A_line_is_named_by_its_number_and_its_item_by_its_index()
    {
        await using var client = await ApiTest.StartAsync(JsonInputApp.Map);
        Assert.Equal(
            """422 {"title":"The request has invalid input","status":422,"errors":[{"in":"body","pointer":"/1/price","code":"range","message":"It must be at least 1 and at most 99.","value":0}],"line":3}""",
            await client.AnswerAsync("/lines/dish", content: Content("{\"name\":\"a\",\"price\":1}\n\n{\"name\":\"a\",\"price\":0}\n", "application/jsonl")));
        Assert.Equal(
            """422 {"title":"The request has invalid input","status":422,"errors":[{"in":"body","pointer":"/1/price","code":"json","message":"The text is not valid JSON: line 3, position 21: ',' is an invalid start of a value."}],"line":3}""",
            await client.AnswerAsync("/lines/dish", content: Content("{\"name\":\"a\",\"price\":1}\n\n{\"name\":\"a\",\"price\":,}\n", "application/jsonl")));
        Assert.Contains("\"pointer\":\"/1/name\",\"code\":\"inedible\"", await client.AnswerAsync("/lines/dish", content: Content("{\"name\":\"a\",\"price\":1}\n{\"name\":\"stone\",\"price\":1}\n", "application/jsonl")));
    }

    [LoopFact(Virtual = true)]
    public async Task A_discriminator_that_must_come_first_is_misplaced_elsewhere()
    {
        await using var client = await ApiTest.StartAsync(
            JsonInputApp.Map, static builder => builder.Services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.AllowOutOfOrderMetadataProperties = false));
        Assert.Equal("200 ok", await client.AnswerAsync("/body/shape", content: ApiTest.Json("""{"type":"circle","radius":1}""")));
        Assert.Equal(
            ApiTest.Invalid("""{"in":"body","pointer":"/shapes/0/type","code":"misplaced","message":"It must be the first member of its object."}"""),
            await client.AnswerAsync("/body/shape", content: ApiTest.Json("""{"type":"group","shapes":[{"radius":1,"type":"circle"}]}""")));
        await using var socket = await client.WebSocketAsync("/messages/shape");
        await socket.SendTextAsync("""{"radius":1,"type":"circle"}""");
        Assert.Contains("misplaced", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>The client is told nothing of it, so that the log has to tell.</summary>
    [LoopFact(Virtual = true)]
    public async Task A_defect_of_a_converter_is_logged_and_a_refusal_is_not()
    {
        var log = new Api.CollectedLog();
        await using var client = await ApiTest.StartAsync(JsonInputApp.Map, builder => builder.Logging.AddProvider(log));
        await client.AnswerAsync("/body/throwing", content: ApiTest.Json("""{"code":"format"}"""));
        await client.AnswerAsync("/body/throwing", content: ApiTest.Json("""{"limited":{"count":10}}"""));
        Assert.Empty(log.Of("Rondo.Api"));
        await client.AnswerAsync("/body/throwing", content: ApiTest.Json("""{"code":"defect"}"""));
        Assert.Equal(
            ["Code of the app failed while Throwing was read from JSON. The caller was told that the value is not valid (NotImplementedException: internal)"], log.Of("Rondo.Api"));
    }

    [LoopFact(Virtual = true)]
    public async Task A_socket_takes_messages_after_wrong_ones()
    {
        await using var client = await ApiTest.StartAsync(JsonInputApp.Map);
        await using var socket = await client.WebSocketAsync("/messages/dish");
        foreach (var wrong in new[] { "{", "{}", """{"name":"stone","price":1}""", """{"name":"","price":1}""" })
        {
            await socket.SendTextAsync(wrong);
            Assert.StartsWith("""{"type":"error","errors":[{"in":"message",""", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
            await socket.SendTextAsync("""{"name":"a","price":1}""");
            Assert.Equal("\"ok\"", await socket.ReceiveTextAsync());
        }
    }

    /// <summary>The answers to one text as a body, as a line and as a message.</summary>
    private static (string Body, string Line, string? Message) Ask(string type, string text) => EventLoop.Run(async Task<(string Body, string Line, string? Message)> () =>
    {
        await using var client = await ApiTest.StartAsync(JsonInputApp.Map);
        var body = await client.AnswerAsync("/body/" + type, content: Content(text, "application/json"));
        var line = await client.AnswerAsync("/lines/" + type, content: Content(text, "application/jsonl"));
        await using var socket = await client.WebSocketAsync("/messages/" + type);
        if (!Ascii.IsValid(text))
            return (body, line, null); // bytes that are not UTF-8 break the protocol of WebSockets
        await socket.SendTextAsync(text);
        return (body, line, await socket.ReceiveTextAsync());
    });

    private static ByteArrayContent Content(string text, string type) =>
        new(Encoding.Latin1.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static List<(string Pointer, string Code, string Message, string? Value)> Errors(string answer, string location, string prefix)
    {
        Assert.True(answer.StartsWith("422 ", StringComparison.Ordinal) || answer.StartsWith("{\"type\":\"error\"", StringComparison.Ordinal), answer);
        using var problem = JsonDocument.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..]);
        var errors = new List<(string, string, string, string?)>();
        foreach (var error in problem.RootElement.GetProperty("errors").EnumerateArray())
        {
            Assert.Equal(location, error.GetProperty("in").GetString());
            var pointer = error.GetProperty("pointer").GetString()!;
            Assert.StartsWith(prefix, pointer, StringComparison.Ordinal);
            errors.Add((pointer[prefix.Length..], error.GetProperty("code").GetString()!, error.GetProperty("message").GetString()!, error.TryGetProperty("value", out var value) ? value.GetRawText() : null));
        }

        return errors;
    }
}
