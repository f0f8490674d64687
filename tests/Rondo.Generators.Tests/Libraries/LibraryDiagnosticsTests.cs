namespace Rondo.Generators.Tests.Libraries;

/// <summary>Problems of libraries' functions in a program are reported where the program needs them, and problems within a library when that is built.</summary>
public class LibraryDiagnosticsTests
{
    private const string Core = "namespace Core; public class A; public class B; public class C; public readonly record struct Money(int Cents); public sealed record Item(string Name);";

    [Theory]
    [InlineData(
        "public static class One { [Dependency] public static A Make() => new(); }",
        "public static class Two { [Dependency] public static A Make() => new(); }",
        "app.Get(\"/\", (A a) => 1);",
        "RONDO0009 at 'a': The parameter 'a' of type Core.A could come from One.Make (LibOne) and Two.Make (LibTwo): choose one with [DependsOn(typeof(…), nameof(…))], or write a [Dependency] that returns it, which goes before those of libraries")]
    [InlineData(
        "public static class One { [Dependency] public static A Make() => new(); [Dependency] public static B Both(A a) => new(); }",
        "public static class Two { [Dependency] public static A Make() => new(); }",
        "app.Get(\"/\", (B b) => 1);",
        "RONDO0009 at 'b': The parameter 'a' of 'One.Both (LibOne)' of type Core.A could come from One.Make (LibOne) and Two.Make (LibTwo): choose one with [DependsOn(typeof(…), nameof(…))], or write a [Dependency] that returns it, which goes before those of libraries")]
    [InlineData(
        "public static class One { [Parser] public static Money Parse(string text) => default; }",
        "public static class Two { [Parser] public static bool TryParse(string text, out Money money) { money = default; return true; } }",
        "app.Get(\"/\", (Money price) => 1);",
        "RONDO0009 at 'price': The parameter 'price' of type Core.Money could come from One.Parse (LibOne) and Two.TryParse (LibTwo): write a [Parser] for it, which goes before those of libraries")]
    [InlineData(
        "public static class One { [Validator] public static void Check(Item item, ErrorReport report) { } }",
        "public static class Two { [Validator] public static void Check(Item item, ErrorReport report) { } }",
        "app.Post(\"/\", (Item item) => 1);",
        "")]
    [InlineData(
        "public static class One { [Dependency] public static A Make(B b) => new(); }",
        "public static class Two { [Dependency] public static B Make(A a) => new(); }",
        "app.Get(\"/\", (A a) => 1);",
        "RONDO0008 at 'a': The dependencies need each other: One.Make (LibOne) -> Two.Make (LibTwo) -> One.Make (LibOne)")]
    [InlineData(
        "public static class One { [Dependency] public static A Make(B b) => new(); }",
        "",
        "app.Get(\"/\", (A a) => 1); static class Own { [Dependency] internal static B Mine(A a) => new(); }",
        "RONDO0008 at 'Mine': The dependencies need each other: Own.Mine -> One.Make (LibOne) -> Own.Mine")]
    [InlineData(
        "public static class One { [Dependency] public static A Make(string q) => new(); }",
        "",
        "app.Get(\"/\", (B b) => 1); static class Own { [Dependency(DependencyScope.App)] internal static B Mine(A a) => new(); }",
        "RONDO0010 at 'a': The app-scoped dependency Own.Mine cannot take 'a', which lives only as long as a handler")]
    [InlineData(
        "public static class One { [Dependency(DependencyScope.App)] public static B Make(A a) => new(); [Dependency(DependencyScope.App)] public static A Long() => new(); }",
        "",
        "app.Get(\"/\", (B b) => 1); static class Own { [Dependency] internal static A Short() => new(); }",
        "RONDO0010 at 'b': The app-scoped dependency One.Make (LibOne) cannot take 'a', which lives only as long as a handler")]
    [InlineData(
        "public static class One { [Dependency] public static A Make() => new(); }",
        "",
        "app.Get(\"/\", ([DependsOn(typeof(One), \"Other\")] A a) => 1);",
        "RONDO0014 at 'a': The parameter 'a' depends on One.Other, which is not a method with [Dependency]")]
    [InlineData(
        "public static class One { [Dependency] public static A Make(string tenant) => new(); }",
        "",
        "app.Get(\"/{tenant}/{other}\", (A a) => 1);",
        "RONDO0003 at '\"/{tenant}/{other}\"': The route has a parameter 'other' that the handler does not take: add a parameter of that name, or write the segment as {_}")]
    [InlineData(
        "public static class One { [Dependency] public static A Make(B b) => new(); }",
        "public static class Two { [Dependency] public static B Make(A a) => new(); }",
        "app.Get(\"/\", (int a) => 1);",
        "")]
    [InlineData(
        "public static class One { [Dependency] public static bool Is() => true; }",
        "",
        "app.Depends(One.Is);",
        "RONDO0018 at 'One.Is': The guard Is returns bool, which would be dropped, so that every request would pass: throw an error such as Forbidden, or return IResult?, where null lets the request pass")]
    public void A_problem_is_reported_where_the_program_needs_the_function(string one, string two, string program, string expected)
    {
        var core = LibraryProgram.Library("Core", Core);
        var libraries = new[] { ("LibOne", one), ("LibTwo", two) }.Where(static each => each.Item2.Length > 0).Select(each => LibraryProgram.Library(each.Item1, "using Core; " + each.Item2, core)).Prepend(core).ToArray();
        var app = LibraryProgram.Compile("using Core; var app = RondoApp.Create(args); " + program, libraries);
        Assert.Equal(expected, string.Join("\n", Sample.Show(app.Reported, app.Input)));
        Assert.Empty(Sample.Show(app.Compiled, app.Output));
    }

    [Theory]
    [InlineData(
        "public static class D { [Dependency] public static A Make(B b) => new(); [Dependency] internal static B Inner() => new(); } public class A; public class B;",
        "RONDO0021 at 'b': D.Make is public, and assemblies that reference this one cannot use it: its parameter 'b' comes from D.Inner, which is internal: make that public, or D.Make internal")]
    [InlineData(
        "public static class D { [Dependency] public static A Make(Money price) => new(); [Parser] internal static Money Parse(string text) => default; } public class A; public struct Money;",
        "RONDO0021 at 'price': D.Make is public, and assemblies that reference this one cannot use it: its parameter 'price' comes from D.Parse, which is internal: make that public, or D.Make internal")]
    [InlineData(
        "public static class D { [Dependency] public static A Make(B b) => new(); [Dependency] public static B Made(C c) => new(); [Dependency] internal static C Inner() => new(); } public class A; public class B; public class C;",
        "RONDO0021 at 'c': D.Made is public, and assemblies that reference this one cannot use it: its parameter 'c' comes from D.Inner, which is internal: make that public, or D.Made internal")]
    [InlineData(
        "public static class D { [Dependency(DependencyScope.App)] public static A Make(string q) => new(); } public class A;",
        "RONDO0010 at 'q': The app-scoped dependency D.Make cannot take 'q', which lives only as long as a request")]
    [InlineData("public static class D { [Dependency] public static A Make(A a) => new(); } public class A;", "RONDO0008 at 'Make': The dependencies need each other: D.Make -> D.Make")]
    [InlineData("public static class D { [Dependency] public static A Make() => new(); [Dependency] internal static B Inner(A a) => new(); } public class A; public class B;", "")]
    public void A_library_is_told_when_it_is_built(string library, string expected)
    {
        var sample = Sample.Run(library);
        Assert.Equal(expected, string.Join("\n", Sample.Show(sample.Reported, sample.Input)));
    }

    [Fact]
    public void A_program_may_have_internal_functions_below_public_ones()
    {
        var sample = Sample.Run("var app = RondoApp.Create(args); public static class D { [Dependency] public static A Make(B b) => new(); [Dependency] internal static B Inner() => new(); } public class A; public class B;");
        Assert.Empty(Sample.Show(sample.Reported.Concat(sample.Compiled), sample.Output));
        Assert.DoesNotContain(sample.Sources, static source => source.HintName == "Rondo.Shipped.g.cs");
    }
}
