using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Rondo.Web.Tests.Framework;

/// <summary>Each kind of collection, from each place of a request.</summary>
public class CollectionTests
{
    private static readonly string[] s_kinds =
    [
        "array", "list", "ilist", "icollection", "ienumerable", "ireadonlylist", "ireadonlycollection", "hashset", "iset", "ireadonlyset", "sortedset", "immutablearray", "immutablelist", "immutablehashset", "iimmutablelist", "frozenset",
        "collection", "linkedlist", "own",
    ];

    [LoopFact(Virtual = true)]
    public async Task A_query_is_read_as_each()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/array", (int[] ids) => ids);
            app.Get("/list", (List<int> ids) => ids);
            app.Get("/ilist", (IList<int> ids) => ids);
            app.Get("/icollection", (ICollection<int> ids) => ids);
            app.Get("/ienumerable", (IEnumerable<int> ids) => ids);
            app.Get("/ireadonlylist", (IReadOnlyList<int> ids) => ids);
            app.Get("/ireadonlycollection", (IReadOnlyCollection<int> ids) => ids);
            app.Get("/hashset", (HashSet<int> ids) => ids);
            app.Get("/iset", (ISet<int> ids) => ids);
            app.Get("/ireadonlyset", (IReadOnlySet<int> ids) => ids.ToArray());
            app.Get("/sortedset", (SortedSet<int> ids) => ids);
            app.Get("/immutablearray", (ImmutableArray<int> ids) => ids);
            app.Get("/immutablelist", (ImmutableList<int> ids) => ids);
            app.Get("/immutablehashset", (ImmutableHashSet<int> ids) => ids.Order().ToArray());
            app.Get("/iimmutablelist", (IImmutableList<int> ids) => ids.ToArray());
            app.Get("/frozenset", (FrozenSet<int> ids) => ids.Order().ToArray());
            app.Get("/collection", (Collection<int> ids) => ids);
            app.Get("/linkedlist", ([FromQuery] int?[] ids) => ids);
            app.Get("/own", (Ids ids) => ids);
        });
        foreach (var kind in s_kinds)
        {
            Assert.Equal("200 [1,2]", await client.AnswerAsync($"/{kind}?ids=1&ids=2"));
            Assert.Equal("200 []", await client.AnswerAsync($"/{kind}"));
            Assert.Equal(
                ApiTest.Invalid("""{"in":"query","pointer":"/ids/1","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}"""), await client.AnswerAsync($"/{kind}?ids=1&ids=x"));
        }
    }

    [LoopFact(Virtual = true)]
    public async Task A_body_is_read_as_each()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/array", (int[] ids) => ids);
            app.Put("/list", (List<int> ids) => ids);
            app.Patch("/ilist", (IList<int> ids) => ids);
            app.Post("/icollection", (ICollection<int> ids) => ids);
            app.Post("/ienumerable", (IEnumerable<int> ids) => ids);
            app.Post("/ireadonlylist", (IReadOnlyList<int> ids) => ids);
            app.Post("/ireadonlycollection", (IReadOnlyCollection<int> ids) => ids);
            app.Post("/hashset", (HashSet<int> ids) => ids);
            app.Post("/iset", (ISet<int> ids) => ids);
            app.Post("/sortedset", (SortedSet<int> ids) => ids);
            app.Post("/immutablearray", (ImmutableArray<int> ids) => ids);
            app.Post("/immutablelist", (ImmutableList<int> ids) => ids);
            app.Post("/immutablehashset", (ImmutableHashSet<int> ids) => ids.Order().ToArray());
            app.Post("/iimmutablelist", (IImmutableList<int> ids) => ids.ToArray());
            app.Post("/collection", (Collection<int> ids) => ids);
            app.Post("/linkedlist", (LinkedList<int> ids) => ids);
            app.Post("/own", (Ids ids) => ids);
        });
        foreach (var kind in s_kinds.Except(["ireadonlyset", "frozenset"]))
        {
            var method = kind switch
            {
                "list" => HttpMethod.Put,
                "ilist" => HttpMethod.Patch,
                _ => HttpMethod.Post,
            };
            Assert.Equal($"{kind} 200 [1,2]", $"{kind} {await client.AnswerAsync($"/{kind}", method, ApiTest.Json("[1,2]"))}");
            Assert.Equal(
                ApiTest.Invalid("""{"in":"body","pointer":"/1","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}"""), await client.AnswerAsync($"/{kind}", method, ApiTest.Json("""[1,"x"]""")));
        }
    }

    [LoopFact(Virtual = true)]
    public async Task A_form_and_a_header_are_read_as_each()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/form", ([FromForm] IEnumerable<int> a, [FromForm] ImmutableArray<int> b, [FromForm] IReadOnlyList<string> c) => $"{string.Join('+', a)} {string.Join('+', b)} {string.Join('+', c)}").DisableAntiforgery();
            app.Get("/header", ([FromHeader] IEnumerable<int> a, [FromHeader] ImmutableArray<int> b) => $"{string.Join('+', a)} {string.Join('+', b)}");
            app.Get("/object", ([AsParameters] Filter filter) => $"{string.Join('+', filter.A)} {string.Join('+', filter.B)} {filter.C?.Length}");
        });
        Assert.Equal("200 1+2 3 x+y", await client.AnswerAsync("/form", content: new FormUrlEncodedContent([new("a", "1"), new("a", "2"), new("b", "3"), new("c", "x"), new("c", "y")])));
        Assert.Equal("200 1+2 ", await client.AnswerAsync("/header", header: "a: 1, 2"));
        Assert.Equal("200 1+2 3 ", await client.AnswerAsync("/object?a=1&a=2&b=3"));
        Assert.Equal("200   2", await client.AnswerAsync("/object?c=3&c=4"));
    }

    [LoopFact(Virtual = true)]
    public async Task The_size_of_each_is_constrained()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/immutablearray", ([MaxLength(1)] ImmutableArray<int> ids) => ids);
            app.Get("/optional", ([MaxLength(1)] ImmutableArray<int>? ids) => ids?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none");
            app.Get("/ienumerable", ([MaxLength(1)] IEnumerable<int> ids) => ids);
            app.Get("/collection", ([MaxLength(1)] Collection<int> ids) => ids);
            app.Post("/body", (Limited limited) => limited);
        });
        foreach (var kind in new[] { "immutablearray", "optional", "ienumerable", "collection" })
        {
            Assert.Equal(
                ApiTest.Invalid("""{"in":"query","pointer":"/ids","code":"length","message":"It must have at most 1 items.","value":[1,2]}"""), await client.AnswerAsync($"/{kind}?ids=1&ids=2"));
        }

        Assert.Equal("200 none", await client.AnswerAsync("/optional"));
        Assert.Equal("""200 {"ids":[1]}""", await client.AnswerAsync("/body", content: ApiTest.Json("""{"ids":[1]}""")));
        Assert.StartsWith("422 ", await client.AnswerAsync("/body", content: ApiTest.Json("""{"ids":[1,2]}""")), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task A_list_of_itself_is_read_and_documented()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Post("/tree", (Tree tree) => tree);
            app.Post("/map", (Map map) => map);
            app.Post("/even", (Even even) => even);
            app.Post("/forest", (Forest forest) => forest);
        });
        Assert.Equal("200 [[],[[]]]", await client.AnswerAsync("/tree", content: ApiTest.Json("[[],[[]]]")));
        Assert.Equal("""422 {"title":"The request has invalid input","status":422,"errors":[{"in":"body","pointer":"/1/0","code":"type","message":"It must be an array.","value":7}]}""", await client.AnswerAsync("/tree", content: ApiTest.Json("[[],[7]]")));
        Assert.Equal("""200 {"a":{"b":{}}}""", await client.AnswerAsync("/map", content: ApiTest.Json("""{"a":{"b":{}}}""")));
        Assert.Equal("""200 [{"a":[]}]""", await client.AnswerAsync("/even", content: ApiTest.Json("""[{"a":[]}]""")));
        Assert.Contains("\"/0/children/0/name\"", await client.AnswerAsync("/forest", content: ApiTest.Json("""[{"name":"a","children":[{"name":""}]}]""")), StringComparison.Ordinal);
        Assert.StartsWith("200 {", await client.AnswerAsync("/openapi.json"), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Services_of_a_type_are_refused_as_a_body()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ApiTest.StartAsync(static app => app.Post("/", (IEnumerable<Registered> all) => 1), static builder => builder.Services.AddSingleton<Registered>()));
        Assert.Equal(
            $"POST / => CollectionTests.cs:{Line(error)}: its parameter 'all' of type System.Collections.Generic.IEnumerable`1[{typeof(Registered)}] would be read from the request, and a service of that type is registered. Mark it [FromServices], or [FromBody] or [AsParameters].", error.Message);
    }

    private static string Line(Exception error) => error.Message.Split(':')[1];

    internal sealed class Ids : List<int>;

    internal sealed class Registered
    {
        public int A { get; set; }
    }

    internal sealed record Filter(IEnumerable<int> A, ImmutableArray<int> B, int[]? C);

    internal sealed record Limited([MaxLength(1)] ImmutableArray<int> Ids);

    internal sealed class Tree : List<Tree>;

    internal sealed class Map : Dictionary<string, Map>;

    internal sealed class Even : List<Odd>;

    internal sealed class Odd : Dictionary<string, Even>;

    internal sealed class Forest : List<Branch>;

    internal sealed class Branch
    {
        [Required]
        public string Name { get; set; } = "";

        public Forest? Children { get; set; }
    }
}
