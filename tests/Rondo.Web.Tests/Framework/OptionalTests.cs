using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Rondo.Web.Tests.Framework;

/// <summary>Members that a client may leave out: absent, null and a value are three things.</summary>
public class OptionalTests
{
    [LoopFact(Virtual = true)]
    public async Task Absent_null_and_a_value_are_told_apart()
    {
        await using var client = await ApiTest.StartAsync(Map);
        Assert.Equal("200 absent absent absent absent absent absent", await PatchAsync(client, "{}"));
        Assert.Equal("200 a null 3 null null 1", await PatchAsync(client, """{"name":"a","note":null,"price":3,"stock":null,"address":null,"tags":["x"]}"""));
        Assert.Equal("200 b note 4 5 Home 1 0", await PatchAsync(client, """{"name":"b","note":"note","price":4,"stock":5,"address":{"street":"Home","number":1},"tags":[]}"""));
    }

    [LoopFact(Virtual = true)]
    public async Task A_present_value_has_to_be_right()
    {
        await using var client = await ApiTest.StartAsync(Map);
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/name","code":"null","message":"It must not be null."}""",
                """{"in":"body","pointer":"/price","code":"range","message":"It must be at least 1 and at most 9.","value":10}""",
                """{"in":"body","pointer":"/address/street","code":"length","message":"It must have at least 2 characters.","value":"x"}""",
                """{"in":"body","pointer":"/tags","code":"length","message":"It must have at most 2 items.","value":["x","y","z"]}"""),
            await PatchAsync(client, """{"name":null,"price":10,"address":{"street":"x","number":1},"tags":["x","y","z"]}"""));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"body","pointer":"/name","code":"null","message":"It must not be null."}""",
                """{"in":"body","pointer":"/price","code":"null","message":"It must not be null."}""",
                """{"in":"body","pointer":"/stock","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}""",
                """{"in":"body","pointer":"/address/number","code":"missing","message":"A value is required."}""",
                """{"in":"body","pointer":"/tags/0","code":"type","message":"It must be a string.","value":1}"""),
            await PatchAsync(client, """{"name":null,"price":null,"stock":"x","address":{"street":"xy"},"tags":[1]}"""));
        Assert.Equal(ApiTest.Invalid("""{"in":"body","pointer":"/address/number","code":"unlucky","message":"It must not be 13."}"""), await PatchAsync(client, """{"address":{"street":"xy","number":13}}"""));
    }

    [LoopFact(Virtual = true)]
    public async Task An_absent_member_is_not_sent_and_required_asks_nothing_of_the_client()
    {
        await using var client = await ApiTest.StartAsync(Map);
        Assert.Equal("""200 {"count":0}""", await PatchAsync(client, "{}", "/echo"));
        Assert.Equal("""200 {"name":"a","address":{"street":"xy","number":1},"count":2}""", await PatchAsync(client, """{"name":"a","address":{"street":"xy","number":1},"count":2}""", "/echo"));
    }

    [LoopFact(Virtual = true)]
    public async Task The_docs_show_the_value_as_not_required_with_its_constraints()
    {
        await using var client = await ApiTest.StartAsync(Map);
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi.json"));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        Assert.Equal(
            """{"type":"object","properties":{"name":{"type":"string"},"note":{"type":["null","string"]},"price":{"maximum":9,"minimum":1,"type":"integer","format":"int32"},"stock":{"maximum":2147483647,"minimum":-2147483648,"type":["null","integer"],"format":"int32"},"address":"""
            + """{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Address"}]},"tags":{"maxItems":2,"type":"array","items":{"type":"string"}}}}""",
            JsonSerializer.Serialize(schemas.GetProperty("DishPatch")));
        Assert.Equal(["street", "number"], schemas.GetProperty("Address").GetProperty("required").EnumerateArray().Select(static each => each.GetString()));
        Assert.Equal("""{"$ref":"#/components/schemas/Address"}""", JsonSerializer.Serialize(schemas.GetProperty("Echo-Input").GetProperty("properties").GetProperty("address")));
        Assert.False(schemas.GetProperty("Echo-Input").TryGetProperty("required", out _));
    }

    [Fact]
    public void An_absent_value_is_another_or_none()
    {
        Optional<string> absent = default, present = "a";
        Assert.Equal("kept", absent.GetValueOrDefault("kept"));
        Assert.Equal("a", present.GetValueOrDefault("kept"));
        Assert.Equal("The member is absent: check HasValue, or call GetValueOrDefault(…) with what it is otherwise.", Assert.Throws<InvalidOperationException>(() => absent.Value).Message);
        Assert.NotEqual(absent, present);
        Assert.Equal(present, new Optional<string>("a"));
    }

    private static void Map(RondoApp app)
    {
        app.Patch("/dish", (DishPatch patch) =>
            $"{patch.Name} {patch.Note} {patch.Price} {patch.Stock} {(patch.Address is { HasValue: true, Value: { } address } ? $"{address.Street} {address.Number}" : patch.Address)} {(patch.Tags.HasValue ? patch.Tags.Value.Count : "absent")}");
        app.Patch("/echo", (Echo echo) => echo);
    }

    private static Task<string> PatchAsync(HttpClient client, string body, string path = "/dish") => client.AnswerAsync(path, HttpMethod.Patch, ApiTest.Json(body));

    internal sealed record DishPatch(
        Optional<string> Name, Optional<string?> Note, [Range(1, 9)] Optional<int> Price, Optional<int?> Stock, Optional<Address?> Address, [MaxLength(2)] Optional<List<string>> Tags);

    internal sealed record Address([MinLength(2)] string Street, int Number);

    internal sealed class Echo
    {
        public required Optional<string> Name { get; init; }

        public Optional<Address> Address { get; set; }

        public int Count { get; set; }
    }

    internal static class Validators
    {
        [Validator]
        internal static async Task Check(Address address, ErrorReport report)
        {
            await EventLoop.Yield();
            if (address.Number == 13)
                report.Add(nameof(Address.Number), "unlucky", "It must not be 13.");
        }
    }
}
