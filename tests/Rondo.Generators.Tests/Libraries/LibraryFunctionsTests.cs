using System.Text;
using Rondo.Testing;

namespace Rondo.Generators.Tests.Libraries;

/// <summary>Functions of a library in a program that references it: each kind in each scope, from the library, overridden by the program, replaced by a test.</summary>
public class LibraryFunctionsTests
{
    private static readonly string[] s_scopes = ["Handler", "Request", "Connection", "Loop", "App"];

    private static readonly (string Kind, string Method)[] s_kinds =
    [
        ("Value", "{0} Make() => new(\"{1}\")"),
        ("Task", "async Task<{0}> Make() {{ await EventLoop.Yield(); return new(\"{1}\"); }}"),
        ("ValueTask", "async ValueTask<{0}> Make() {{ await Task.CompletedTask; return new(\"{1}\"); }}"),
        ("Enumerable", "async IAsyncEnumerable<{0}> Make() {{ await Task.CompletedTask; try {{ yield return new(\"{1}\"); Lib.Journal.Lines.Add(\"{1} {0} commits\"); }} finally {{ Lib.Journal.Lines.Add(\"{1} {0} ends\"); }} }}"),
    ];

    [LoopTheory(Virtual = true)]
    [InlineData("library")]
    [InlineData("app")]
    [InlineData("test")]
    public async Task Each_kind_in_each_scope_gives_its_value(string where)
    {
        var types = s_scopes.SelectMany(static scope => s_kinds.Select(kind => (Name: scope + kind.Kind, Scope: scope, kind.Method))).ToList();
        var library = new StringBuilder("namespace Lib; public static class Journal { public static List<string> Lines { get; } = []; }\n");
        var app = new StringBuilder("using Lib; public static class Program { public static void Map(RondoApp app) {\n");
        foreach (var (name, scope, method) in types)
        {
            library.AppendLine($"public sealed record {name}(string By); public static class Makes{name} {{ [Dependency(DependencyScope.{scope})] public static {string.Format(System.Globalization.CultureInfo.InvariantCulture, method, name, "library")}{(method.EndsWith('}') ? "" : ";")} }}");
            app.AppendLine($"app.Get(\"/{name}\", ({name} made) => made.By);");
        }

        foreach (var (name, _, _) in where == "test" ? types : [])
            app.AppendLine($"app.Override(() => new {name}(\"test\"));");
        app.AppendLine("} }");
        if (where == "app")
        {
            foreach (var (name, scope, method) in types)
                app.AppendLine($"static class Own{name} {{ [Dependency(DependencyScope.{scope})] internal static {string.Format(System.Globalization.CultureInfo.InvariantCulture, method, name, "app")}{(method.EndsWith('}') ? "" : ";")} }}");
        }

        using var program = await Offload.RunAsync(() => LibraryProgram.Load(app.ToString(), LibraryProgram.Library("Lib", library.ToString())));
        await using (var client = await program.StartAsync())
        {
            foreach (var (name, _, _) in types)
                Assert.Equal($"200 {where}", await LibraryProgram.GetAsync(client, "/" + name));
        }

        var lines = program.Read<List<string>>("Lib", "Lib.Journal", "Lines");
        Assert.Equal((where == "test" ? [] : s_scopes).SelectMany(scope => new[] { $"{where} {scope}Enumerable commits", $"{where} {scope}Enumerable ends" }).Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
    }

    private const string Data = """
        using System.ComponentModel.DataAnnotations;
        using Microsoft.AspNetCore.Mvc;
        namespace Data;

        public static class Journal { public static List<string> Lines { get; } = []; }
        public sealed class Database(string name) { public string Name => name; public string Id { get; } = Guid.NewGuid().ToString(); }
        public sealed class Transaction(Database database) { public Database Database => database; }
        public sealed record Page(int Skip, int Take, Order Order, string? After);
        public enum Order { Up, Down }
        public sealed record Paging([Range(0, 9)] int Skip = 1, int Take = 2);
        public sealed record Listed(string Text);
        public sealed record Caller(string Name);
        public sealed record Tenant(string Name);
        public readonly record struct Money(int Cents);
        public sealed record Item(string Name);

        public static class Databases
        {
            [Dependency(DependencyScope.App)]
            public static Database Open() { Journal.Lines.Add("open"); return new("library"); }

            public static class Replicas { [Dependency(DependencyScope.App)] public static Database Open() => new("replica"); }

            [Dependency]
            public static async IAsyncEnumerable<Transaction> Begin([DependsOn(typeof(Databases), nameof(Open))] Database database, bool fail = false)
            {
                await EventLoop.Yield();
                yield return new(database);
                if (fail)
                    throw new Conflict("The commit failed.");
                Journal.Lines.Add("commit");
            }

            /// <summary>Not shown.</summary>
            /// <param name="skip">The number of rows to skip.</param>
            /// <param name="take">The number of rows.</param>
            [Dependency]
            public static Page Page([Range(0, 100)] int skip = 0, int take = 10, Order order = Order.Down, [FromQuery(Name = "from")] string? after = null) => new(skip, take, order, after);

            [Dependency]
            public static Listed List([AsParameters] Paging paging) => new($"{paging.Skip}+{paging.Take}");

            [Dependency]
            public static Caller Caller([FromHeader(Name = "X-User")] string user) => user == "eve" ? throw new Forbidden("No.") : new(user);

            [Dependency]
            public static Tenant Tenant(string tenant) => new(tenant);

            [Parser]
            public static Money ParseMoney(string text) => text.EndsWith('c') ? new(int.Parse(text[..^1])) : throw new FormatException("Write cents as 5c.");

            [Validator]
            public static async Task Check(Item item, ErrorReport report) { await EventLoop.Yield(); if (item.Name == "bad") report.Add(nameof(item.Name), "bad", "The library refuses it."); }
        }
        """;

    [LoopTheory(Virtual = true)]
    [InlineData("app.Get(\"/\", (Page page) => $\"{page}\");", "/", "200 Page { Skip = 0, Take = 10, Order = Down, After =  }")]
    [InlineData("app.Get(\"/\", (Page page) => $\"{page}\");", "/?skip=5&take=6&order=up&from=x", "200 Page { Skip = 5, Take = 6, Order = Up, After = x }")]
    [InlineData("app.Get(\"/\", (Page page) => $\"{page}\");", "/?skip=101", "422 {\"title\":\"The request has invalid input\",\"status\":422,\"errors\":[{\"in\":\"query\",\"pointer\":\"/skip\",\"code\":\"range\",\"message\":\"It must be at least 0 and at most 100.\",\"value\":101}]}")]
    [InlineData("app.Get(\"/\", (Listed listed) => listed.Text);", "/?take=7", "200 1+7")]
    [InlineData("app.Get(\"/\", (Listed listed) => listed.Text);", "/?skip=10", "422 {\"title\":\"The request has invalid input\",\"status\":422,\"errors\":[{\"in\":\"query\",\"pointer\":\"/skip\",\"code\":\"range\",\"message\":\"It must be at least 0 and at most 9.\",\"value\":10}]}")]
    [InlineData("app.Get(\"/\", (Caller caller) => caller.Name);", "/", "422 {\"title\":\"The request has invalid input\",\"status\":422,\"errors\":[{\"in\":\"header\",\"pointer\":\"/X-User\",\"code\":\"missing\",\"message\":\"A value is required.\"}]}")]
    [InlineData("app.Get(\"/{tenant}/x\", (Tenant owner) => owner.Name);", "/red/x", "200 red")]
    [InlineData("app.Get(\"/\", (Money price) => price.Cents);", "/?price=5c", "200 5")]
    [InlineData("app.Get(\"/{price}\", (Money price) => price.Cents);", "/5", "422 {\"title\":\"The request has invalid input\",\"status\":422,\"errors\":[{\"in\":\"path\",\"pointer\":\"/price\",\"code\":\"type\",\"message\":\"Write cents as 5c.\",\"value\":\"5\"}]}")]
    [InlineData("app.Get(\"/\", ([Microsoft.AspNetCore.Mvc.FromQuery] Money[] price) => price.Sum(static each => each.Cents));", "/?price=5c&price=6c", "200 11")]
    [InlineData("app.Get(\"/\", ([AsParameters] Item item) => item.Name);", "/?name=good", "200 good")]
    [InlineData("app.Get(\"/\", ([AsParameters] Item item) => item.Name);", "/?name=bad", "422 {\"title\":\"The request has invalid input\",\"status\":422,\"errors\":[{\"in\":\"query\",\"pointer\":\"/name\",\"code\":\"bad\",\"message\":\"The library refuses it.\"}]}")]
    [InlineData("app.Get(\"/\", (Transaction transaction) => transaction.Database.Name);", "/", "200 library")]
    [InlineData("app.Get(\"/\", (Transaction transaction) => transaction.Database.Name);", "/?fail=true", "409 {\"title\":\"Conflict\",\"status\":409,\"detail\":\"The commit failed.\"}")]
    [InlineData("app.Get(\"/\", ([DependsOn(typeof(Databases.Replicas), nameof(Databases.Replicas.Open))] Database database) => database.Name);", "/", "200 replica")]
    [InlineData("app.Get(\"/\", () => \"in\").Depends(Databases.Caller);", "/", "422 {\"title\":\"The request has invalid input\",\"status\":422,\"errors\":[{\"in\":\"header\",\"pointer\":\"/X-User\",\"code\":\"missing\",\"message\":\"A value is required.\"}]}")]
    public async Task What_works_in_the_program_works_from_a_library(string map, string path, string expected)
    {
        using var program = await Offload.RunAsync(() => LibraryProgram.Load($"using Data; public static class Program {{ public static void Map(RondoApp app) {{ {map} }} }}", LibraryProgram.Library("Data", Data)));
        await using var client = await program.StartAsync();
        Assert.Equal(expected, await LibraryProgram.GetAsync(client, path));
    }

    [LoopTheory(Virtual = true)]
    [InlineData("app.Get(\"/\", (Database database) => database.Name);", "[Dependency] internal static Database Mine() => new(\"app\");", "/", "200 app")]
    [InlineData("app.Get(\"/\", (Shop shop) => shop.Name);", "[Dependency] internal static Shop Shop(Caller caller) => new(caller.Name); [Dependency] internal static Caller Mine() => new(\"app\");", "/", "200 app")]
    [InlineData("app.Get(\"/\", (Listed listed) => listed.Text);", "[Dependency] internal static Listed Mine([DependsOn(typeof(Databases), nameof(Databases.List))] Listed inner) => new(inner.Text + \" in the app\");", "/", "200 1+2 in the app")]
    [InlineData("app.Get(\"/\", (Money price) => price.Cents);", "[Parser] internal static bool Mine(string text, out Money money) { money = new(77); return true; }", "/?price=1", "200 77")]
    [InlineData("app.Get(\"/\", ([AsParameters] Item item) => item.Name);", "[Validator] internal static void Mine(Item item, ErrorReport report) { }", "/?name=bad", "200 bad")]
    [InlineData("app.Get(\"/\", ([AsParameters] Item item) => item.Name);", "[Validator] internal static Task Mine(Item item, ErrorReport report) => Databases.Check(item, report);", "/?name=bad", "422 {\"title\":\"The request has invalid input\",\"status\":422,\"errors\":[{\"in\":\"query\",\"pointer\":\"/name\",\"code\":\"bad\",\"message\":\"The library refuses it.\"}]}")]
    public async Task A_function_of_the_program_goes_before_that_of_a_library(string map, string functions, string path, string expected)
    {
        using var program = await Offload.RunAsync(() => LibraryProgram.Load($"using Data; public static class Program {{ public static void Map(RondoApp app) {{ {map} }} }} public sealed record Shop(string Name); static class Own {{ {functions} }}", LibraryProgram.Library("Data", Data)));
        await using var client = await program.StartAsync();
        Assert.Equal(expected, await LibraryProgram.GetAsync(client, path));
    }

    /// <summary>A library with handlers and the program have code of their own for the same functions.</summary>
    [LoopTheory(Virtual = true)]
    [InlineData("", "200 true", 1)]
    [InlineData("static class Own { [Dependency(DependencyScope.App)] internal static Database Mine() => new(\"app\"); }", "200 false", 1)]
    public async Task Handlers_of_all_assemblies_share_the_value_of_one_function(string functions, string expected, int opened)
    {
        const string Core = """
            namespace Core;
            public sealed class Database(string name) { public string Name => name; }
            public static class Databases
            {
                public static List<string> Lines { get; } = [];
                [Dependency(DependencyScope.App)] public static Database Open() { Lines.Add("opened"); return new("library"); }
            }
            """;
        const string Area = """
            using Core;
            namespace Area;
            public static class Seen { public static Database? Last { get; set; } }
            public class Handlers { [Get("/area")] public string Get(Database database) { Seen.Last = database; return database.Name; } }
            """;
        using var program = await Offload.RunAsync(() =>
        {
            var core = LibraryProgram.Library("Core", Core);
            const string Map = "app.Include<Area.Handlers>(); app.Get(\"/same\", (Database database) => ReferenceEquals(database, Area.Seen.Last));";
            return LibraryProgram.Load($"using Core; public static class Program {{ public static void Map(RondoApp app) {{ {Map} }} }} {functions}", core, LibraryProgram.Library("Area", Area, core));
        });
        await using var client = await program.StartAsync();
        Assert.Equal("200 library", await LibraryProgram.GetAsync(client, "/area"));
        Assert.Equal(expected, await LibraryProgram.GetAsync(client, "/same"));
        Assert.Equal(opened, program.Read<List<string>>("Core", "Core.Databases", "Lines").Count);
    }

    [Theory]
    [InlineData("App", true)]
    [InlineData("Stranger", false)]
    public void An_internal_function_is_for_assemblies_that_see_internals(string name, bool isFriend)
    {
        const string Library = "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"App\")] public class A; static class D { [Dependency] internal static A Make() => new(); }";
        var reference = LibraryProgram.Reference(LibraryProgram.Library("Lib", Library));
        var app = Sample.Run(name, [reference], "var app = RondoApp.Create(args); app.Get(\"/\", (A a) => 1);");
        Assert.Empty(Sample.Show(app.Reported.Concat(app.Compiled), app.Output));
        Assert.Equal(isFriend, app.Sources.Any(static source => source.SourceText.ToString().Contains("global::D.Make(", StringComparison.Ordinal)));
    }
}
