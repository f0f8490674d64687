using System.Text.RegularExpressions;

namespace Rondo.Generators.Tests.Endpoints;

/// <summary>Generated code under Hot Reload: an edit of a body leaves it alone, and an edit of code that runs once at the start changes a constant, which makes <c>dotnet watch</c> restart the app.</summary>
public partial class StartCodeTests
{
    private const string Program = """
        using System.ComponentModel.DataAnnotations;
        var app = RondoApp.Create(args);
        var greeting = "Hello";
        app.Get("/lambda/{name}", (string name) => new Greeting($"{greeting}, {name}!"));
        app.Get("/block", async (Clock clock) => { await EventLoop.Yield(); return clock.Now; });
        app.Get("/local", Local);
        app.Get("/method", Handlers.Answer).Depends((string? key) => { if (key == "bad") throw new Forbidden(); });
        app.Get("/same", () => 1);
        app.Group("/group").Get("/same", () => 2);
        Handlers.Add(app);
        app.Job("job", async (Greeting greeting, Clock clock) => { await EventLoop.Yield(); Console.WriteLine("job"); });
        app.Schedule("schedule", "0 3 * * *", static (Clock clock) => Console.WriteLine("schedule"));
        app.Run();

        static string Local() => "local";

        public record Greeting([MaxLength(100)] string Message);
        public record Clock(long Now);

        static class Handlers
        {
            public static string Answer() => "method";

            public static void Add(IEndpointRouteBuilder routes) => routes.Post("/post", (Greeting greeting) => greeting.Message);

            [Get("/attributed")]
            public static string Attributed(int page = 1) => "attributed";

            [Dependency]
            public static Clock Now() => new(1);
        }
        """;

    [Theory]
    [InlineData("new Greeting($\"", "new Greeting($\"Oh! ", "a lambda")]
    [InlineData("new Greeting($", "/* why */\n    new Greeting($", "a comment and a line in a lambda")]
    [InlineData("return clock.Now;", "var now = clock.Now;\n    return now + 1;", "a statement more")]
    [InlineData("\"local\"", "\"elsewhere\"", "a local function")]
    [InlineData("\"method\"", "\"other\"", "a method")]
    [InlineData("\"attributed\"", "\"other\"", "a method with an attribute")]
    [InlineData("() => 2", "() => 3", "the second of two calls that look alike")]
    [InlineData("key == \"bad\"", "key == \"worse\"", "a guard")]
    [InlineData("=> greeting.Message", "=> greeting.Message + 1", "a handler that a method adds")]
    [InlineData("new(1)", "new(2)", "a dependency")]
    [InlineData("WriteLine(\"job\")", "WriteLine(\"other\")", "a job")]
    [InlineData("WriteLine(\"schedule\")", "WriteLine(\"other\")", "a schedule")]
    [InlineData("app.Run();", "// The end.\n\n\napp.Run();", "comments in the code of the start")]
    [InlineData("var app", "\n\nvar   app", "space in the code of the start")]
    [InlineData("public static string Answer", "private static int More() => 1;\n    public static string Answer", "a method more")]
    public void An_edit_of_a_body_changes_nothing_that_is_generated(string old, string now, string what)
    {
        var before = Generated(Program);
        var after = Generated(Edited(old, now));
        Assert.Equal(before.Select(static file => file.Name), after.Select(static file => file.Name));
        Assert.All(before.Zip(after), pair => Assert.True(pair.First == pair.Second, $"{what}: {pair.First.Text}\n{pair.Second.Text}"));
    }

    [Theory]
    [InlineData("app.Run();", "app.Get(\"/new\", () => 3); app.Run();", "a route more")]
    [InlineData("app.Get(\"/same\", () => 1);", "", "a route less")]
    [InlineData("\"/block\"", "\"/blocks\"", "a pattern")]
    [InlineData("\"/group\"", "\"/groups\"", "a group's prefix")]
    [InlineData("\"Hello\"", "\"Bye\"", "a variable that a handler captures")]
    [InlineData("() => 1);", "() => 1).Status(201);", "a convention")]
    [InlineData("app.Get(\"/same\"", "app.Put(\"/same\"", "a method of HTTP")]
    [InlineData("(string name)", "([MaxLength(3)] string name)", "a constraint of a parameter")]
    [InlineData("MaxLength(100)", "MaxLength(99)", "a constraint of a member")]
    [InlineData("record Clock(long Now)", "record Clock(long Now, int More = 1)", "a member more of a dependency's value", false)]
    [InlineData("record Greeting([MaxLength(100)] string Message)", "record Greeting([MaxLength(100)] string Message) { public int More => 1; }", "a member more of what is sent")]
    [InlineData("public static void Add(IEndpointRouteBuilder routes) =>", "public static void Add(IEndpointRouteBuilder routes) => routes.Group(\"/deeper\").Get(\"/\", () => 1); public static void More(IEndpointRouteBuilder routes) =>", "a route more in a method")]
    [InlineData("[Get(\"/attributed\")]", "[Get(\"/attributes\")]", "a pattern in an attribute")]
    [InlineData("int page = 1", "int page = 2", "a default")]
    [InlineData("[Dependency]", "[Dependency(DependencyScope.App)]", "a dependency's scope")]
    [InlineData("Depends((string? key) => { if (key == \"bad\") throw new Forbidden(); })", "Depends((string? key) => { if (key == \"bad\") throw new NotFound(); })", "an error that the docs show")]
    public void An_edit_of_code_that_runs_at_the_start_changes_the_constant(string old, string now, string what, bool changes = true)
    {
        var (before, after) = (Generated(Program), Generated(Edited(old, now)));
        Assert.True(changes == (Constant(before) != Constant(after)), what);
    }

    [Theory]
    [InlineData("public int A { get; init; } = 1;", "public int A { get; init; } = 1; public int B { get; init; }", true)]
    [InlineData("public int Twice => A * 2;", "public int Twice => A + A;", false)]
    public void A_property_more_of_the_settings_changes_a_constant(string old, string now, bool changes)
    {
        const string Settings = "[Settings] public partial record Limits { public int A { get; init; } = 1; public int Twice => A * 2; }";
        Assert.Contains(old, Settings, StringComparison.Ordinal);
        var (before, after) = (Generated(Settings), Generated(Settings.Replace(old, now, StringComparison.Ordinal)));
        Assert.Contains(before, static file => file.Name.Contains("Settings", StringComparison.Ordinal));
        Assert.Equal(changes, !before.SequenceEqual(after));
    }

    private static string Edited(string old, string now)
    {
        Assert.Single(Regex.Matches(Program, Regex.Escape(old)));
        return Program.Replace(old, now, StringComparison.Ordinal);
    }

    private static string Constant((string Name, string Text)[] files) => Assert.Single(files, static file => file.Name == "Rondo.StartCode.g.cs").Text;

    /// <summary>The generated files, without the places of calls.</summary>
    private static (string Name, string Text)[] Generated(string program)
    {
        var sample = Sample.Run(("Program.cs", program));
        Assert.Empty(Sample.Show(sample.Reported.Concat(sample.Compiled), sample.Output));
        return [.. sample.Sources.Select(static source => (source.HintName, Places().Replace(source.SourceText.ToString(), ""))).OrderBy(static file => file.HintName, StringComparer.Ordinal)];
    }

    [GeneratedRegex("\\(1, \"[^\"]*\"\\)|\"Program.cs:[0-9]+\"")]
    private static partial Regex Places();
}
