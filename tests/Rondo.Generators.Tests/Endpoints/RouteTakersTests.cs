namespace Rondo.Generators.Tests.Endpoints;

/// <summary>RONDO0003 counts everything that runs for a request: a parameter of the route may be a dependency's alone.</summary>
public class RouteTakersTests
{
    private const string Types = """
        public record Tenant(string Name);
        public record Shop(Tenant Tenant);
        public record Place(string Tenant, int Page = 1);
        public record Item(int Size);
        """;

    [Theory]
    [InlineData("app.Get(\"/{tenant}\", (Tenant t) => t);", "static class D { [Dependency] internal static Tenant Find(string tenant) => new(tenant); }")]
    [InlineData("app.Get(\"/{tenant}\", (Shop s) => s);", "static class D { [Dependency] internal static Tenant Find(string tenant) => new(tenant); [Dependency] internal static Shop Of(Tenant t) => new(t); }")]
    [InlineData("app.Get(\"/{Tenant}\", (Tenant t) => t);", "static class D { [Dependency] internal static Tenant Find([Microsoft.AspNetCore.Mvc.FromRoute(Name = \"tenant\")] string name) => new(name); }")]
    [InlineData("app.Get(\"/{tenant:alpha}\", (Tenant t) => t);", "static class D { [Dependency] internal static Tenant Find([AsParameters] Place place) => new(place.Tenant); }")]
    [InlineData("app.Get(\"/{tenant}\", (Tenant t) => t);", "static class D { [Dependency] internal static Tenant Find(HttpContext http) => new(http.Request.Path); }")]
    [InlineData("app.Get(\"/{tenant}\", (Tenant t) => t);", "static class D { [Dependency] internal static Tenant Find(HttpRequest request) => new(request.Path); }")]
    [InlineData("app.Get(\"/{tenant}\", ([DependsOn(typeof(D), nameof(D.Two))] Tenant t) => t);", "static class D { [Dependency] internal static Tenant One() => new(\"\"); [Dependency] internal static Tenant Two(string tenant) => new(tenant); }")]
    [InlineData("app.Get(\"/{tenant}\", ([AsParameters] Input input) => 1);", "public record Input(Tenant Owner); static class D { [Dependency] internal static Tenant Find(string tenant) => new(tenant); }")]
    [InlineData("app.Get(\"/{tenant}\", () => 1).Depends((string tenant) => { });", "")]
    [InlineData("var group = app.Group(\"/a\").Depends(G.Check); group.Get(\"/{tenant}\", () => 1);", "static class G { internal static void Check(string tenant) { } }")]
    [InlineData("app.Depends((Tenant t) => { }); app.Get(\"/{tenant}\", () => 1);", "static class D { [Dependency] internal static Tenant Find(string tenant) => new(tenant); }")]
    [InlineData("app.Group(\"/a\").Depends(D.Find).Get(\"/{tenant}\", () => 1);", "static class D { [Dependency] internal static Tenant Find(string tenant) => new(tenant); }")]
    [InlineData("app.Post(\"/{tenant}\", (Item item) => item);", "static class V { [Validator] internal static void Check(Item item, ErrorReport report, string tenant) { } }")]
    [InlineData("app.Include<H>();", "public class H { [Get(\"/{tenant}\")] public string Get(Tenant t) => \"\"; } static class D { [Dependency] internal static Tenant Find(string tenant) => new(tenant); }")]
    [InlineData("app.WebSocket(\"/{tenant}\", (Tenant t, WebSocketSession<string, string> session) => { });", "static class D { [Dependency] internal static Tenant Find(string tenant) => new(tenant); }")]
    public void A_parameter_that_a_dependency_takes_is_taken(string program, string functions) => Assert.Empty(Report(program, functions));

    [Theory]
    [InlineData("app.Get(\"/{tenant}\", (Tenant t) => t);", "static class D { [Dependency] internal static Tenant Find(string name) => new(name); }")]
    [InlineData("app.Get(\"/{tenant}\", (Tenant t) => t);", "static class D { [Dependency] internal static Tenant Find([Microsoft.AspNetCore.Mvc.FromHeader] string tenant) => new(tenant); }")]
    [InlineData("app.Get(\"/{tenant}\", () => 1);", "static class D { [Dependency] internal static Tenant Find(string tenant) => new(tenant); }")]
    [InlineData("app.Get(\"/{tenant}\", (Tenant t) => t);", "static class D { [Dependency] internal static Tenant One() => new(\"\"); [Dependency] internal static Shop Two(string tenant) => new(new Tenant(tenant)); }")]
    public void A_parameter_that_nothing_takes_is_reported(string program, string functions) => Assert.Equal(
        ["RONDO0003 at '\"/{tenant}\"': The route has a parameter 'tenant' that the handler does not take: add a parameter of that name, or write the segment as {_}"], Report(program, functions));

    private static IEnumerable<string> Report(string program, string functions)
    {
        var sample = Sample.Run($"var app = RondoApp.Create(args); {program}\n{Types}\n{functions}");
        Assert.Empty(Sample.Show(sample.Compiled, sample.Output));
        return Sample.Show(sample.Reported, sample.Input);
    }
}
