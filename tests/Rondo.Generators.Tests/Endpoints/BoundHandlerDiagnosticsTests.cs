namespace Rondo.Generators.Tests.Endpoints;

/// <summary>The errors of handlers that have no request: of jobs, schedules, steps and workers.</summary>
public class BoundHandlerDiagnosticsTests
{
    private const string App = "var app = RondoApp.Create(args); ";

    private const string Functions =
        """

        public sealed record Order(int Id);
        public sealed class Mail;
        public sealed record User(string Name);
        public sealed record Cart(User User);
        public sealed record Session;
        public sealed record Line;
        public sealed record Checked(int Id);
        internal static class Functions
        {
            [Dependency] internal static User Find([Microsoft.AspNetCore.Mvc.FromHeader] string authorization) => new(authorization);
            [Dependency] internal static Cart Open(User user) => new(user);
            [Dependency(DependencyScope.Request)] internal static Session Start() => new();
            [Dependency(DependencyScope.Connection)] internal static Line Connect() => new();
            [Validator] internal static void Check(Checked value, ErrorReport report, HttpContext http) { }
        }
        """;

    private const string Payload = "make it a member of the payload, or take it from a service or a [Dependency] function";
    private const string Function = "make it a member of the payload, or write a [Dependency] function for it that needs no request";

    public static TheoryData<string, string> OfRequests => new()
    {
        { "int page", "'page' of type int needs the query's 'page'" },
        { "string[] tags", "'tags' of type string[] needs the query's 'tags'" },
        { "[Microsoft.AspNetCore.Mvc.FromQuery] string q", "'q' of type string needs the query's 'q'" },
        { "[Microsoft.AspNetCore.Mvc.FromRoute] int id", "'id' of type int needs the part 'id' of the path" },
        { "[Microsoft.AspNetCore.Mvc.FromHeader] string ifMatch", "'ifMatch' of type string needs the header 'if-match'" },
        { "[FromCookie] string session", "'session' of type string needs the cookie 'session'" },
        { "[Microsoft.AspNetCore.Mvc.FromForm] string name", "'name' of type string needs a form" },
        { "IFormFile file", "'file' of type Microsoft.AspNetCore.Http.IFormFile needs a form" },
        { "[Microsoft.AspNetCore.Mvc.FromBody] User body", "'body' of type User needs the body" },
        { "[AsParameters] User user", "'user' of type User needs the query's 'name'" },
        { "HttpContext http", "'http' of type Microsoft.AspNetCore.Http.HttpContext needs the request" },
        { "HttpRequest request", "'request' of type Microsoft.AspNetCore.Http.HttpRequest needs the request" },
        { "HttpResponse response", "'response' of type Microsoft.AspNetCore.Http.HttpResponse needs the request" },
        { "System.Security.Claims.ClaimsPrincipal user", "'user' of type System.Security.Claims.ClaimsPrincipal needs the request" },
        { "System.IO.Pipelines.PipeReader body", "'body' of type System.IO.Pipelines.PipeReader needs the request" },
        { "Stream body", "'body' of type System.IO.Stream needs the request" },
        { "System.Net.IPAddress caller", "'caller' of type System.Net.IPAddress needs the request" },
        { "After after", "'after' of type Rondo.Api.After needs the request" },
        { "LastEventId id", "'id' of type Rondo.Api.LastEventId needs the request" },
        { "IHttpContextAccessor accessor", "'accessor' of type Microsoft.AspNetCore.Http.IHttpContextAccessor needs the request" },
        { "RawWebSocketSession session", "'session' of type Rondo.Api.RawWebSocketSession needs a WebSocket" },
        { "User user", "'user' of type User needs the header 'authorization' (by Functions.Find)" },
        { "Cart cart", "'cart' of type Cart needs the header 'authorization' (by Functions.Find)" },
        { "Session session", "'session' of type Session needs the scope of a request (by Functions.Start)" },
        { "Line line", "'line' of type Line needs the scope of a connection (by Functions.Connect)" },
    };

    [Theory]
    [MemberData(nameof(OfRequests))]
    public void A_parameter_that_needs_a_request_is_an_error_with_its_remedy(string parameter, string text)
    {
        var name = parameter.Split(' ')[^1];
        var remedy = text.Contains("(by ", StringComparison.Ordinal) ? Function : Payload;
        Assert.Equal(
            $"RONDO0022 at '{name}': The parameter {text}, and the handler of Job has no request: {remedy}",
            Reported($"app.Job(\"a\", (Order order, {parameter}) => {{ }});"));
        foreach (var (declared, call) in new[]
        {
            ("Schedule", $"app.Schedule(\"a\", \"0 3 * * *\", async ({parameter}) => await EventLoop.Yield());"),
            ("OnStart", $"app.OnStart(({parameter}, Mail mail) => {{ }});"),
            ("AddBackground", $"app.AddBackground(\"a\", static (Mail mail, {parameter}) => Task.CompletedTask);"),
        })
        {
            Assert.Equal(
                $"RONDO0022 at '{name}': The parameter {text}, and the handler of {declared} has no request: {remedy.Replace("make it a member of the payload, or ", "", StringComparison.Ordinal)}",
                Reported(call));
        }
    }

    [Theory]
    [InlineData("var h = (Order order) => { }; app.Job(\"a\", h);", "RONDO0001 at 'h': The handler of 'Job' has to be a lambda or a method written at this call: what a variable holds is not known at compile time")]
    [InlineData("Delegate h = () => { }; app.OnStart(h);", "RONDO0001 at 'h': The handler of 'OnStart' has to be a lambda or a method written at this call: what a variable holds is not known at compile time")]
    [InlineData("app.Job(\"a\", (Mail mail) => { });", "RONDO0002 at 'mail': The parameter 'mail' of type Mail cannot be bound: it would be the payload, and is no data: take the payload first, which may be a record without members")]
    [InlineData("app.Job(\"a\", (IServiceProvider services) => { });", "RONDO0002 at 'services': The parameter 'services' of type System.IServiceProvider cannot be bound: it would be the payload, and is no data: take the payload first, which may be a record without members")]
    [InlineData("app.Job(\"a\", (Session session) => { });", "RONDO0002 at 'session': The parameter 'session' of type Session cannot be bound: it would be the payload, and Functions.Start makes it: take the payload first, which may be a record without members")]
    [InlineData("app.Job<Order>(\"a\", (Mail mail) => { });", "RONDO0011 at '(Mail mail) => { }': the lambda cannot be a handler: no parameter takes the payload, which is a Order")]
    [InlineData("app.Job(\"a\", (Order order) => 1);", "RONDO0011 at '(Order order) => 1': the lambda cannot be a handler: it returns int, which nothing reads: return Task, ValueTask or void")]
    [InlineData("app.OnStart(Many); static async IAsyncEnumerable<int> Many() { await EventLoop.Yield(); yield return 1; }", "RONDO0011 at 'Many': Many cannot be a handler: it returns System.Collections.Generic.IAsyncEnumerable<int>, which nothing reads: return Task, ValueTask or void")]
    [InlineData("app.OnStart(Bad); static async void Bad() => await EventLoop.Yield();", "RONDO0011 at 'Bad': Bad cannot be a handler: it is async void, so that its caller can neither await it nor observe its errors: return a Task")]
    [InlineData("app.Job(\"a\", ((int A, int B) pair) => { });", "RONDO0002 at 'pair': The parameter 'pair' of type (int A, int B) cannot be bound: JSON has no names for a tuple's parts: take a record")]
    [InlineData("app.Job(\"a\", (int[,] grid) => { });", "RONDO0020 at 'grid': 'grid' is of type int[*,*], which cannot be read from JSON: JSON has no arrays of several dimensions: take an array of arrays")]
    [InlineData("app.Job(\"a\", (Checked value) => { });", "RONDO0022 at 'value': The parameter 'value' of type Checked needs the request (by Functions.Check), and the handler of Job has no request: let the validator take services and [Dependency] functions that need no request")]
    public void Another_error_is_that_of_endpoints(string call, string expected) => Assert.Equal(expected, Reported(call));

    [Theory]
    [InlineData("app.Job(\"a\", (Order order, Mail mail, CancellationToken token, IServiceProvider services, EventLoop loop, Rondo.Data.Transaction tx, JobContext job) => { });")]
    [InlineData("app.Job(\"a\", (int number) => { }); app.Job(\"b\", (string? text) => Task.CompletedTask); app.Job(\"c\", (List<Order?> orders) => { });")]
    [InlineData("app.Job(\"a\", async ([System.ComponentModel.DataAnnotations.Range(1, 2)] int number, Mail mail) => await EventLoop.Yield(), new JobOptions());")]
    [InlineData("app.Job<Order>(\"a\", Work, new JobOptions()); static void Work(Mail mail, Order order) { }")]
    [InlineData("app.Job<Order>(options: null, name: \"a\", handler: (Order order) => { });")]
    [InlineData("JobAppExtensions.Job(app, \"a\", (Order order) => { }); JobAppExtensions.Schedule(app, \"b\", \"* * * * *\", () => { }, null, new JobOptions());")]
    [InlineData("app?.Job(\"a\", (Order order) => { }); app!.OnStart((Mail mail) => { }).AddBackground(\"b\", () => Task.CompletedTask);")]
    [InlineData("app.Job(\"a\", (Func<Order, Task>)(static order => Task.CompletedTask)); app.OnStart((Action<Mail>)(mail => { }));")]
    [InlineData("var schedule = new Schedules(); schedule.Schedule(\"a\", () => 1); public class Schedules { public void Schedule(string name, Func<int> handler) { } }")]
    public void A_handler_without_a_request_compiles(string call)
    {
        var sample = Sample.Run(App + call + Functions);
        Assert.Empty(Sample.Show(sample.Reported.Concat(sample.Compiled), sample.Output));
    }

    private static string Reported(string call)
    {
        var sample = Sample.Run(App + call + Functions);
        Assert.Empty(Sample.Show(sample.Compiled.Where(static each => each.Id is not ("CS0168" or "CS8321")), sample.Output));
        return string.Join("\n", Sample.Show(sample.Reported, sample.Input));
    }
}
