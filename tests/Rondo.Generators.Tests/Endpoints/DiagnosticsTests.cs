using Rondo.Generators.Endpoints;

namespace Rondo.Generators.Tests.Endpoints;

/// <summary>Each diagnostic of the endpoint generator: a program that has it, and its neighbour that has not.</summary>
public class DiagnosticsTests
{
    private const string App = "var app = RondoApp.Create(args); ";

    [Theory]
    [InlineData("var h = (int id) => id; app.Get(\"/a\", h);", "RONDO0001 at 'h': The handler of '/a' has to be a lambda or a method written at this call: what a variable holds is not known at compile time", "app.Get(\"/a\", (int id) => id);")]
    [InlineData("Delegate h = () => 1; app.Depends(h);", "RONDO0001 at 'h': The handler of 'Depends' has to be a lambda or a method written at this call: what a variable holds is not known at compile time", "app.Depends(() => { });")]
    [InlineData("app.Get(\"/a\", true ? (Delegate)(() => 1) : () => 2);", "RONDO0001 at 'true ? (Delegate)(() => 1) : () => 2': The handler of '/a' has to be a lambda or a method written at this call: what a variable holds is not known at compile time", "app.Get(\"/a\", (Func<int>)(() => 1));")]
    [InlineData("app.Get(\"/a/{id}\", (X id) => 1); public class X { }", "RONDO0002 at 'id': The parameter 'id' of type X cannot be bound: nothing parses it from a string: implement IParsable<T>, or write a static method with [Parser]", "app.Get(\"/a/{id}\", (X id) => 1); public class X { [Parser] public static X Parse(string text) => new(); }")]
    [InlineData("app.Get(\"/a\", (in int id) => id);", "RONDO0002 at 'id': The parameter 'id' of type int cannot be bound: it is passed by reference", "app.Get(\"/a\", (int id) => id);")]
    [InlineData("app.Get(\"/a\", (ReadOnlySpan<char> id) => 1);", "RONDO0002 at 'id': The parameter 'id' of type System.ReadOnlySpan<char> cannot be bound: it lives on the stack, and a request is awaited: take an array or a string", "app.Get(\"/a\", (char[] id) => 1);")]
    [InlineData("unsafe { app.Get(\"/a\", (int* id) => 1); }", "RONDO0002 at 'id': The parameter 'id' of type int* cannot be bound: no request holds such a value", "app.Get(\"/a\", (int id) => 1);")]
    [InlineData("app.Post(\"/a\", (dynamic id) => 1);", "RONDO0002 at 'id': The parameter 'id' of type dynamic cannot be bound: no request holds such a value", "app.Post(\"/a\", (object id) => 1);")]
    [InlineData("app.Post(\"/a\", (Func<int> f) => 1);", "RONDO0002 at 'f': The parameter 'f' of type System.Func<int> cannot be bound: no request holds such a value", "app.Post(\"/a\", (int[] f) => 1);")]
    [InlineData("app.Post(\"/a\", ((int A, int B) t) => 1);", "RONDO0002 at 't': The parameter 't' of type (int A, int B) cannot be bound: JSON has no names for a tuple's parts: take a record", "app.Post(\"/a\", (T t) => 1); public record T(int A, int B);")]
    [InlineData("app.Get(\"/a\", (S s) => 1); public struct S { public int A { get; set; } }", "RONDO0002 at 's': The parameter 's' of type S cannot be bound: no dependency returns it and no service is a struct: write a [Dependency] that returns it, implement IParsable<T>, or mark it [AsParameters]", "app.Get(\"/a\", ([AsParameters] S s) => 1); public struct S { public int A { get; set; } }")]
    [InlineData("app.Get(\"/b\", (params List<string> ids) => ids);", "RONDO0002 at 'ids': The parameter 'ids' of type System.Collections.Generic.List<string> cannot be bound: a function with params of a list has a type of its own, which generated code cannot name: leave params out, or take an array", "app.Get(\"/b\", (List<string> ids) => ids);")]
    [InlineData("app.Get(\"/b\", ([AsParameters] P p) => p); public record P(int A) { public TimeSpan B { get; init; } = TimeSpan.FromSeconds(1); }", "RONDO0002 at 'B': The parameter 'B' of type System.TimeSpan cannot be bound: its initializer is not a constant, and P has a constructor with parameters: make it one of them, or nullable", "app.Get(\"/b\", ([AsParameters] P p) => p); public record P { public int A { get; init; } public TimeSpan B { get; init; } = TimeSpan.FromSeconds(1); }")]
    [InlineData("app.Get(\"/a/{id}/{other}\", (int id) => id);", "RONDO0003 at '\"/a/{id}/{other}\"': The route has a parameter 'other' that the handler does not take: add a parameter of that name, or write the segment as {_}", "app.Get(\"/a/{id}/{_}\", (int id) => id);")]
    [InlineData("app.Post(\"/a\", (Item one, Item two) => one); public record Item(int A);", "RONDO0004 at 'two': The parameters 'one' and 'two' would both be read from the body: put them into one record, or mark one [FromQuery], [FromForm] or [FromServices]", "app.Post(\"/a\", (Item one, [Microsoft.AspNetCore.Mvc.FromQuery] Item two) => one); public record Item(int A);")]
    [InlineData("app.Get(\"/a\", ([Microsoft.AspNetCore.Mvc.FromBody] Item item) => 1); public record Item(int A);", "RONDO0005 at 'item': The parameter 'item' would be read from the body, which GET requests do not have: mark it [FromServices] or [AsParameters], or add a [Dependency] that returns Item", "app.Delete(\"/a\", ([Microsoft.AspNetCore.Mvc.FromBody] Item item) => 1); public record Item(int A);")]
    [InlineData("app.Get(\"/a\", H.A); class H { internal static int A(Id id) => 1; private enum Id { One } }", "RONDO0006 at 'id': Generated code cannot name the type H.Id, which is private: make it internal or public", "app.Get(\"/a\", H.A); class H { internal static int A(Id id) => 1; internal enum Id { One } }", "CS0051")]
    [InlineData("app.Get(\"/a\", (Local l) => 1); file class Local { }", "RONDO0006 at 'l': Generated code cannot name the type Local, which is local to its file: make it internal or public", "app.Get(\"/a\", (Local l) => 1); class Local { }")]
    [InlineData("H.Map<int>(app); static class H { public static void Map<T>(RondoApp app) => app.Get(\"/a\", (T t) => 1); }", "RONDO0006 at 't': Generated code cannot name the type T, which is a type parameter, which has another meaning at each call: write the handler for each type", "H.Map<int>(app); static class H { public static void Map<T>(RondoApp app) => app.Get(\"/a\", (int t) => typeof(T).Name); }")]
    [InlineData("app.Get(\"/a\", () => new List<L>()); file record L(int A);", "RONDO0006 at '() => new List<L>()': Generated code cannot name the type System.Collections.Generic.List<L>, which is made of L, which is local to its file: make it internal or public", "app.Get(\"/a\", () => new List<L>()); record L(int A);")]
    [InlineData("app.Get(\"/a\", () => new { A = 1 });", "RONDO0007 at '() => new { A = 1 }': The handler returns an anonymous type, which neither the docs nor a client can name: return a record", "app.Get(\"/a\", () => new R(1)); public record R(int A);")]
    [InlineData("static class D { [Dependency] internal static A One(B b) => new(); [Dependency] internal static B Two(A a) => new(); } public class A; public class B;", "RONDO0008 at 'One': The dependencies need each other: D.One -> D.Two -> D.One", "static class D { [Dependency] internal static A One(B b) => new(); [Dependency] internal static B Two() => new(); } public class A; public class B;")]
    [InlineData("static class D { [Dependency] internal static A Self(A a) => new(); } public class A;", "RONDO0008 at 'Self': The dependencies need each other: D.Self -> D.Self", "static class D { [Dependency] internal static A Self(int a) => new(); } public class A;")]
    [InlineData("app.Get(\"/a\", (A a) => 1); static class D { [Dependency] internal static A One() => new(); [Dependency] internal static A Two() => new(); } public class A;", "RONDO0009 at 'a': The parameter 'a' of type A could come from D.One and D.Two: choose one with [DependsOn(typeof(…), nameof(…))]", "app.Get(\"/a\", ([DependsOn(typeof(D), nameof(D.Two))] A a) => 1); static class D { [Dependency] internal static A One() => new(); [Dependency] internal static A Two() => new(); } public class A;")]
    [InlineData("static class D { [Dependency(DependencyScope.App)] internal static A One(B b) => new(); [Dependency] internal static B Two() => new(); } public class A; public class B;", "RONDO0010 at 'b': The app-scoped dependency D.One cannot take 'b', which lives only as long as a handler", "static class D { [Dependency(DependencyScope.App)] internal static A One(B b) => new(); [Dependency(DependencyScope.App)] internal static B Two() => new(); } public class A; public class B;")]
    [InlineData("static class D { [Dependency(DependencyScope.Loop)] internal static A One(string q) => new(); } public class A;", "RONDO0010 at 'q': The loop-scoped dependency D.One cannot take 'q', which lives only as long as a request", "static class D { [Dependency(DependencyScope.Request)] internal static A One(string q) => new(); } public class A;")]
    [InlineData("static class D { [Dependency] internal static void One() { } }", "RONDO0011 at 'One': One cannot be a dependency: it returns nothing; run it for its effect with app.Depends(…), without the attribute", "static class D { [Dependency] internal static A One() => new(); } public class A;")]
    [InlineData("static class D { [Dependency] private static A One() => new(); } public class A;", "RONDO0011 at 'One': One cannot be a dependency: it is private", "static class D { [Dependency] internal static A One() => new(); } public class A;")]
    [InlineData("static class D { [Dependency] internal static A One() => new(); [Dependency] internal static B One(int a) => new(); } public class A; public class B;", "RONDO0011 at 'One': One cannot be a dependency: another dependency of its class has its name: give it one of its own", "static class D { [Dependency] internal static A One() => new(); [Dependency] internal static B Two(int a) => new(); } public class A; public class B;")]
    [InlineData("[Dependency] static A One() => new(); One(); public class A;", "RONDO0011 at 'One': One cannot be a dependency: it is local to a method: write it in a class", "static class D { [Dependency] internal static A One() => new(); } public class A;")]
    [InlineData("[Get(\"/a\")] static int One() => 1; One();", "RONDO0011 at 'One': One cannot be a handler: it is local to a method: write it in a class, or pass it to app.Get(…) and its like", "app.Get(\"/a\", One); static int One() => 1;")]
    [InlineData("class G<T> { [Get(\"/a\")] public static int One() => 1; }", "RONDO0011 at 'One': One cannot be a handler: it is generic", "class G { [Get(\"/a\")] public static int One() => 1; }")]
    [InlineData("abstract class B { [Get(\"/a\")] public abstract int One(); }", "RONDO0011 at 'One': One cannot be a handler: nothing can make a B to call it on: make it static, or put the attribute on a class that can be created", "abstract class B { [Get(\"/a\")] public static int One() => 1; }")]
    [InlineData("app.Get(\"/a\", H.Bad); static class H { internal static async void Bad() => await EventLoop.Yield(); }", "RONDO0011 at 'H.Bad': Bad cannot be a handler: it is async void, whose end and errors nobody sees: return a Task", "app.Get(\"/a\", H.Good); static class H { internal static async Task Good() => await EventLoop.Yield(); }")]
    [InlineData("class C { public int P { [Get(\"/a\")] get => 1; } }", "RONDO0011 at 'get': get_P cannot be a handler: it is no method with a name of its own", "class C { public int P { get => 1; } }")]
    [InlineData("static class V { [Validator] internal static void One(int a, ErrorReport r) { } }", "RONDO0011 at 'One': One cannot be a validator: its first parameter has to be the value, of a record or class of the program's", "static class V { [Validator] internal static void One(Item a, ErrorReport r) { } } public record Item(int A);")]
    [InlineData("static class V { [Parser] internal static int One(int a) => a; }", "RONDO0011 at 'One': One cannot be a parser: it has to be T Parse(string text) or bool TryParse(string text, out T value)", "static class V { [Parser] internal static A One(string a) => new(); } public class A;")]
    [InlineData("app.Get(\"/a/{id}\", (int id) => id); app.Get(\"/A/{other}/\", (int other) => other);", "RONDO0012 at '\"/A/{other}/\"': GET /A/{other}/ is handled at Program.cs:1 already", "app.Get(\"/a/{id}\", (int id) => id); app.Get(\"/A/{other:int}/\", (int other) => other);")]
    [InlineData("app.Get(\"/a\", () => 1); RouteExtensions.Get(app, \"/a\", () => 2);", "RONDO0012 at '\"/a\"': GET /a is handled at Program.cs:1 already", "app.Get(\"/a\", () => 1); RouteExtensions.Get(app.Group(\"/b\"), \"/a\", () => 2);")]
    [InlineData("app.Get(\"/a\", () => 1); if (args.Length > 0) app.Get(\"/a\", () => 2);", "RONDO0012 at '\"/a\"': GET /a is handled at Program.cs:1 already", "if (args.Length > 0) app.Get(\"/a\", () => 2); else app.Get(\"/a\", () => 1);")]
    [InlineData("app.Get(\"/a/{id\", () => 1);", "RONDO0013 at '\"/a/{id\"': The pattern '/a/{id' is malformed: '{' at 3 is not closed", "app.Get(\"/a/{{id\", () => 1);")]
    [InlineData("app.Get(\"/a\", ([DependsOn(typeof(D), \"Nope\")] A a) => 1); static class D { [Dependency] internal static A One() => new(); } public class A;", "RONDO0014 at 'a': The parameter 'a' depends on D.Nope, which is not a method with [Dependency]", "app.Get(\"/a\", ([DependsOn(typeof(D), \"One\")] A a) => 1); static class D { [Dependency] internal static A One() => new(); } public class A;")]
    [InlineData("app.WebSocket(\"/a\", (int a) => { });", "RONDO0015 at '(int a) => { }': A WebSocket handler takes exactly one WebSocketSession<TIn, TOut>; this one takes 0", "app.WebSocket(\"/a\", (int a, WebSocketSession<string, string> session) => { });")]
    [InlineData("app.Get(\"/a\", () => (1, 2));", "RONDO0016 at '() => (1, 2)': The handler returns (int, int), which cannot be sent: JSON has no names for a tuple's parts: return a record", "app.Get(\"/a\", () => new[] { 1, 2 });")]
    [InlineData("app.Get(\"/a\", () => () => 1);", "RONDO0016 at '() => () => 1': The handler returns System.Func<int>, which cannot be sent: a function is no data: call it, and return what it returns", "app.Get(\"/a\", () => 1);")]
    [InlineData("app.Get(\"/a\", async () => { await EventLoop.Yield(); return Task.FromResult(1); });", "RONDO0016 at 'async () => { await EventLoop.Yield(); return Task.FromResult(1); }': The handler returns System.Threading.Tasks.Task<int>, which cannot be sent: it is a task in a task: await the inner one", "app.Get(\"/a\", async () => { await EventLoop.Yield(); return await Task.FromResult(1); });")]
    public void It_is_reported_where_it_is_and_not_beside(string program, string expected, string neighbour, string? own = null)
    {
        var sample = Sample.Run(App + program);
        Assert.Equal(expected, string.Join("\n", Sample.Show(sample.Reported, sample.Input)));
        Assert.Empty(Sample.Show(sample.Compiled.Where(each => each.Id != own && each.Id is not ("CS0168" or "CS8321")), sample.Output)); // our error is the only one

        var right = Sample.Run(App + neighbour);
        Assert.Empty(Sample.Show(right.Reported.Concat(right.Compiled.Where(static each => each.Id is not ("CS8321"))), right.Output));
    }

    [Fact]
    public void Every_diagnostic_has_a_program()
    {
        var tested = typeof(DiagnosticsTests).GetMethod(nameof(It_is_reported_where_it_is_and_not_beside))!.GetCustomAttributesData()
            .Where(static each => each.AttributeType == typeof(InlineDataAttribute))
            .Select(static each => ((string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)each.ConstructorArguments[0].Value!)[1].Value!)[..9]);
        Assert.Equal(Generators.Diagnostics.ById.Keys.Order(), tested.Distinct().Order());
    }

    [Theory]
    [InlineData("/a"), InlineData(""), InlineData("/"), InlineData("a/b"), InlineData("~/a"), InlineData("~a"), InlineData("/a//b"), InlineData("//"), InlineData("/a/"), InlineData("/{a}/{A}"), InlineData("/{a}{b}"), InlineData("/{a}-{b}")]
    [InlineData("/{*a}"), InlineData("/{**a}"), InlineData("/{***a}"), InlineData("/{*a}/b"), InlineData("/x{*a}"), InlineData("/{*a?}"), InlineData("/{a?}"), InlineData("/{a?}/b"), InlineData("/{a?}b"), InlineData("/b{a?}"), InlineData("/b.{a?}"), InlineData("/{b}.{a?}")]
    [InlineData("/{a=1}"), InlineData("/{a=1?}"), InlineData("/{a:int=1}"), InlineData("/{a:int?}"), InlineData("/{a:int"), InlineData("/a}"), InlineData("/{{a}}"), InlineData("/{a:regex(^[a-z]{{2}}$)}"), InlineData("/{a:regex(^\\d{{3}}-\\d{{2}}-\\d{{4}}$)}")]
    [InlineData("/{}"), InlineData("/{ }"), InlineData("/{a b}"), InlineData("/{a/b}"), InlineData("/{a{b}"), InlineData("/{a?b}"), InlineData("/a?b"), InlineData("/{a*b}"), InlineData("/{?}"), InlineData("/{*}"), InlineData("/{a:min(1):max(2)}"), InlineData("/{a:regex(a=b)}"), InlineData("/a{b}c{d}e"), InlineData("/{a}.")]
    public void A_pattern_is_malformed_for_the_build_if_it_is_for_routing(string pattern)
    {
        var thrown = Record.Exception(() => Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse(pattern));
        var names = RoutePattern.Parameters(pattern, out var error);
        Assert.True((thrown is null) == (error is null), $"routing: {thrown?.Message ?? "fine"}; build: {error ?? "fine"}");
        if (thrown is null)
            Assert.Equal(Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse(pattern).Parameters.Select(static each => each.Name), names!.Select(static each => each.Name));
    }
}
