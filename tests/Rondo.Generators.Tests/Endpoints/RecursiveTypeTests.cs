namespace Rondo.Generators.Tests.Endpoints;

/// <summary>Types that contain themselves: the generator comes to an end, with code or with an error.</summary>
public class RecursiveTypeTests
{
    [Theory]
    [InlineData("Tree", "public class Tree : List<Tree>;")]
    [InlineData("Tree", "public class Tree : Dictionary<string, Tree>;")]
    [InlineData("Tree[]", "public class Tree : Dictionary<string, Tree[]>;")]
    [InlineData("Even", "public class Even : List<Odd>; public class Odd : Dictionary<string, Even>;")]
    [InlineData("Tree", "public class Tree : List<Tree?>, IReadOnlyList<Tree?>;")]
    [InlineData("Node", "public class Node { public Node? Next { get; set; } public List<Node>? More { get; set; } public Dictionary<string, Node[]>? Named { get; set; } }")]
    [InlineData("Node<int>", "public class Node<T> { public T? Value { get; set; } public Node<T>? Next { get; set; } }")]
    [InlineData("One", "public class One { public Two? Two { get; set; } } public class Two { public One[]? Ones { get; set; } }")]
    [InlineData("Row<int>", "public class Row<T> { public Cell<Row<T>>? Cell { get; set; } } public class Cell<T> { public T? Value { get; set; } }")]
    public void A_body_and_an_answer_may_contain_their_own_type(string type, string types) => Assert.Empty(Reported($"app.Post(\"/\", ({type} value) => value); app.Get(\"/\", () => default({type})!);", types));

    [Fact]
    public void An_interface_of_itself_comes_to_an_end() => Assert.Equal(
        ["RONDO0020 at 'value': 'value' is of type ITree, which cannot be read from JSON: nothing can add items to it: take List<ITree>"],
        Reported("app.Post(\"/\", (ITree value) => value); app.Get(\"/\", () => default(ITree)!);", "public interface ITree : IEnumerable<ITree>;"));

    [Theory]
    [InlineData("Tree", "public class Tree : List<Tree>;", true)]
    [InlineData("Tree", "public class Tree : List<Tree?>;", false)]
    [InlineData("Even", "public class Even : List<Odd>; public class Odd : Dictionary<string, Even?>;", true)]
    public void Nulls_are_searched_at_every_level(string type, string types, bool isSearched)
    {
        var sample = Sample.Run($"var app = RondoApp.Create(args); app.Post(\"/\", ({type} value) => 1); {types}");
        var validators = Assert.Single(sample.Sources, static source => source.HintName == "Rondo.Validators.g.cs").SourceText.ToString();
        Assert.Equal(isSearched ? 2 : 0, validators.Split($"N_{type}_").Length - 1); // declared, and called by itself
    }

    [Fact]
    public void Items_of_a_collection_of_collections_are_validated()
    {
        var sample = Sample.Run("var app = RondoApp.Create(args); app.Post(\"/\", (Tree tree) => tree); public class Tree : List<Branch>; public class Branch { [System.ComponentModel.DataAnnotations.Required] public string Name { get; set; } = \"\"; public Tree? Children { get; set; } }");
        Assert.Empty(Sample.Show(sample.Reported.Concat(sample.Compiled), sample.Output));
        Assert.Contains("_Children(global::Tree? value", Assert.Single(sample.Sources, static source => source.HintName == "Rondo.Validators.g.cs").SourceText.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("N<int>", "public class N<T> { public N<N<T>>? Next { get; set; } }")]
    [InlineData("N<int>", "public class N<T> { public List<N<Dictionary<string, T>>>? Next { get; set; } }")]
    [InlineData("N<int>", "public class N<T> : List<N<N<T>>>;")]
    [InlineData("N<int>", "public class N<T> { public M<N<T>>? Next { get; set; } } public class M<T> { public N<M<T>>? Next { get; set; } }")]
    public void A_type_that_grows_without_end_is_an_error(string type, string types)
    {
        const string Why = "the types of its members grow without end, so that the docs cannot list them: let no member's type have more type arguments than its owner";
        Assert.Equal([$"RONDO0002 at 'value': The parameter 'value' of type {type} cannot be bound: {Why}"], Reported($"app.Post(\"/\", ({type} value) => 1);", types));
        Assert.Equal([$"RONDO0016 at '() => default({type})!': The handler returns {type}, which cannot be sent: {Why}"], Reported($"app.Get(\"/\", () => default({type})!);", types));
    }

    [Theory]
    [InlineData("app.Get(\"/\", (Node node) => 1);")]
    [InlineData("app.Get(\"/\", ([AsParameters] Node node) => 1);")]
    [InlineData("app.Get(\"/\", ([Microsoft.AspNetCore.Mvc.FromQuery] Node node) => 1);")]
    [InlineData("app.Post(\"/\", ([Microsoft.AspNetCore.Mvc.FromForm] Node node) => 1);")]
    public void A_parameter_object_inside_itself_is_an_error(string program)
    {
        const string Why = "nothing parses it from a string: implement IParsable<T>, or write a static method with [Parser]";
        Assert.Equal([$"RONDO0002 at 'Parent': The parameter 'Parent' of type Node cannot be bound: {Why}"], Reported(program, "public record Node(string Name, Node? Parent);"));
        Assert.StartsWith("RONDO0002 at 'Other': The parameter 'Other' of type N<", Assert.Single(Reported(program.Replace("Node", "N<int>", StringComparison.Ordinal), "public record N<T>(string Name, N<N<T>>? Other);")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dependency_may_contain_itself() => Assert.Empty(Reported("app.Get(\"/\", (Node node) => 1);", "public record Node(string Name, Node? Parent); static class D { [Dependency] internal static Node Find() => new(\"\", null); }"));

    private static IEnumerable<string> Reported(string program, string types)
    {
        var sample = Sample.Run($"var app = RondoApp.Create(args); {program}\n{types}");
        Assert.Empty(Sample.Show(sample.Compiled.Where(static each => each.Id != "CS8321"), sample.Output));
        return Sample.Show(sample.Reported, sample.Input);
    }
}
