using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Diagnostics;

namespace Rondo.Web.Tests.Framework;

/// <summary>Errors are ordinary answers: alike on each server and in each environment, and seen as answers by the app's middleware.</summary>
public sealed class ErrorAnswerTests
{
    public static TheoryData<string, string> All => Hosts.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_server_is_the_one_that_the_test_names(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app => app.Get("/", (HttpContext http) => http.Features.GetType().Name),
        async client => Assert.Equal(host == "Kestrel" ? "200 Http1Connection`1" : "200 Http1Exchange`1", await client.AnswerAsync("/")));

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_error_is_a_problem(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/thrown", string () => throw new NotFound("No such thing."));
            app.Get("/later", async Task<string> () =>
            {
                await Task.Yield();
                throw new NotFound("No such thing.");
            });
            app.Get("/returned", () => new NotFound("No such thing."));
            app.Get("/union", Microsoft.AspNetCore.Http.HttpResults.Results<Microsoft.AspNetCore.Http.HttpResults.Ok<int>, NotFound> () => TypedResults.Ok(1));
            app.Get("/stream", Stream);
            app.MapGet("/asp", string () => throw new NotFound("No such thing."));
            app.Get("/chosen", string () => throw new HttpError(418, "Tea only."));
            app.Get("/number", (int value) => value);
        },
        async client =>
        {
            foreach (var path in new[] { "/thrown", "/later", "/returned", "/stream", "/asp" })
            {
                Assert.Equal("""404 {"title":"Not Found","status":404,"detail":"No such thing."}""", await client.AnswerAsync(path));
                if (path != "/stream") // which is negotiated
                    Assert.Equal("""404 {"title":"Not Found","status":404,"detail":"No such thing."}""", await client.AnswerAsync(path, header: "Accept: text/html"));
            }

            Assert.Equal("200 1", await client.AnswerAsync("/union"));
            Assert.Equal("""418 {"title":"I'm a teapot","status":418,"detail":"Tea only."}""", await client.AnswerAsync("/chosen"));
            Assert.StartsWith("""422 {"title":"The request has invalid input","status":422,"errors":[""", await client.AnswerAsync("/number?value=x"), StringComparison.Ordinal);
            Assert.Equal("""404 {"title":"Not Found","status":404}""", await client.AnswerAsync("/nowhere"));
        });

    [Theory]
    [MemberData(nameof(All))]
    public async Task Middleware_sees_an_answer_and_keeps_its_headers(string host, string environment)
    {
        var seen = new List<string>();
        await Hosts.RunAsync(
            host,
            environment,
            app =>
            {
                app.Use(next => async http =>
                {
                    http.Response.Headers["X-Outer"] = "kept";
                    http.Response.Headers.Vary = "Accept-Language";
                    http.Response.Headers.CacheControl = "no-store";
                    http.Response.Cookies.Append("session", "1");
                    try
                    {
                        await next(http);
                        seen.Add(http.Response.StatusCode.ToString(CultureInfo.InvariantCulture));
                    }
                    catch (Exception exception)
                    {
                        seen.Add(exception.GetType().Name);
                        throw;
                    }
                });
                app.Get("/thrown", string (HttpResponse response) =>
                {
                    (response.ContentType, response.ContentLength, response.Headers.ETag) = ("text/csv", 3, "\"of the value\"");
                    throw new NotFound();
                });
                app.Get("/invalid", (int value) => value);
                app.Get("/group", string () => throw new KeyNotFoundException("sold out")).OnError((KeyNotFoundException error) => new Gone(error.Message));
            },
            async client =>
            {
                foreach (var (path, status) in new[] { ("/thrown", HttpStatusCode.NotFound), ("/invalid", HttpStatusCode.UnprocessableEntity), ("/group", HttpStatusCode.Gone) })
                {
                    using var response = await client.GetAsync(path);
                    Assert.Equal(status, response.StatusCode);
                    Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
                    Assert.Equal("kept", response.Headers.GetValues("X-Outer").Single());
                    Assert.Equal("Accept-Language", response.Headers.Vary.Single());
                    Assert.True(response.Headers.CacheControl!.NoStore);
                    Assert.StartsWith("session=1", response.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
                    Assert.Null(response.Headers.ETag);
                }
            });
        Assert.Equal(["404", "422", "410"], seen);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Middleware_that_throws_an_error_is_answered_alike(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.OnError<TimeoutException>(_ => new GatewayTimeout());
            app.Use(next => http =>
            {
                http.Response.Headers["X-Outer"] = "kept";
                return next(http);
            });
            app.Use(next => http => http.Request.Query["by"] == "error" ? throw new Unauthorized("No key.") : http.Request.Query["by"] == "timeout" ? throw new TimeoutException() : next(http));
            app.Get("/", () => "fine");
        },
        async client =>
        {
            using var response = await client.GetAsync("/?by=error");
            Assert.Equal("""{"title":"Unauthorized","status":401,"detail":"No key."}""", await response.Content.ReadAsStringAsync());
            Assert.Equal("kept", response.Headers.GetValues("X-Outer").Single());
            Assert.Equal("""504 {"title":"Gateway Timeout","status":504}""", await client.AnswerAsync("/?by=timeout"));
            Assert.Equal("200 fine", await client.AnswerAsync("/"));
        });

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_exception_handler_of_the_app_gets_the_defects_alone(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.UseExceptionHandler(static handler => handler.Run(http => http.Response.WriteAsync("sorry: " + http.Features.Get<IExceptionHandlerFeature>()!.Error.Message)));
            app.Use(next => http => http.Request.Query.ContainsKey("locked") ? throw new Forbidden("Locked.") : next(http));
            app.Get("/error", string () => throw new NotFound("No such thing."));
            app.Get("/defect", string () => throw new InvalidDataException("broken"));
        },
        async client =>
        {
            Assert.Equal("""404 {"title":"Not Found","status":404,"detail":"No such thing."}""", await client.AnswerAsync("/error"));
            Assert.Equal("500 sorry: broken", await client.AnswerAsync("/defect"));
            Assert.Equal("""403 {"title":"Forbidden","status":403,"detail":"Locked."}""", await client.AnswerAsync("/error?locked"));
        });

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_defect_is_a_problem_and_shows_itself_in_development(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app => app.Get("/", string () => throw new InvalidDataException("broken")),
        async client =>
        {
            var answer = await client.AnswerAsync("/");
            Assert.StartsWith("""500 {"title":"Internal Server Error","status":500,""", answer, StringComparison.Ordinal);
            Assert.Contains("\"traceId\":", answer, StringComparison.Ordinal);
            Assert.Equal(environment == "Development", answer.Contains("InvalidDataException: broken", StringComparison.Ordinal));
            var page = await client.AnswerAsync("/", header: "Accept: text/html");
            Assert.Equal(environment == "Development", page.StartsWith("500 <!DOCTYPE html>", StringComparison.Ordinal));
        });

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_handler_of_errors_returns_any_result(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.OnError<TimeoutException>(error => TypedResults.Json(new Failure("slow", error.Message), statusCode: 504));
            app.OnError<InvalidOperationException>((error, http) => Results.Text($"{http.Request.Path}: {error.Message}"));
            app.OnError<InvalidInput>(error => Results.Json(new Failure("invalid", error.Errors[0].Pointer), statusCode: 400));
            app.OnError<ApiError>(error => Results.Json(new Failure("error", error.Detail), statusCode: error.Status));
            app.Get("/timeout", string () => throw new TimeoutException("too slow"));
            app.Get("/state", string () => throw new InvalidOperationException("no status"));
            app.Get("/error", string () => throw new Conflict("taken"));
            app.Get("/number", (int value) => value);
            app.Get("/body", ([Range(1, 9)] int value) => value);
        },
        async client =>
        {
            Assert.Equal("""504 {"kind":"slow","text":"too slow"}""", await client.AnswerAsync("/timeout"));
            Assert.Equal("500 /state: no status", await client.AnswerAsync("/state"));
            Assert.Equal("""409 {"kind":"error","text":"taken"}""", await client.AnswerAsync("/error"));
            Assert.Equal("""400 {"kind":"invalid","text":"/value"}""", await client.AnswerAsync("/number"));
            Assert.Equal("""400 {"kind":"invalid","text":"/value"}""", await client.AnswerAsync("/body?value=10"));
        });

    [Theory]
    [MemberData(nameof(All))]
    public async Task Invalid_input_is_answered_alike_with_and_without_a_handler_of_errors(string host, string environment)
    {
        var answers = new List<string>();
        foreach (var handles in new[] { false, true })
        {
            await Hosts.RunAsync(
                host,
                environment,
                app =>
                {
                    if (handles)
                        app.OnError<TimeoutException>(_ => new GatewayTimeout());
                    app.Post("/things", (int page, Thing thing) => thing);
                },
                async client =>
                {
                    using var response = await client.PostAsync("/things?page=x", ApiTest.Json("""{"name":""}"""));
                    answers.Add($"{(int)response.StatusCode} {response.Content.Headers} {await response.Content.ReadAsStringAsync()}");
                });
        }

        Assert.StartsWith("422 ", answers[0], StringComparison.Ordinal);
        Assert.Equal(answers[0], answers[1]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task One_hook_shapes_every_problem(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/error", string () => throw new NotFound("No such thing."));
            app.Get("/input", (int value) => value);
            app.Get("/asp", () => Results.Problem("from a result", statusCode: 409));
        },
        async client =>
        {
            Assert.Equal("""404 {"title":"Not Found","status":404,"detail":"No such thing.","service":"shop"}""", await client.AnswerAsync("/error"));
            Assert.EndsWith("\"service\":\"shop\"}", await client.AnswerAsync("/input"), StringComparison.Ordinal);
            Assert.EndsWith("\"service\":\"shop\"}", await client.AnswerAsync("/nowhere"), StringComparison.Ordinal);
            var asp = await client.AnswerAsync("/asp");
            Assert.StartsWith("409 {", asp, StringComparison.Ordinal);
            Assert.EndsWith("\"detail\":\"from a result\",\"service\":\"shop\"}", asp, StringComparison.Ordinal);
        },
        builder => builder.Services.AddProblemDetails(static options => options.CustomizeProblemDetails = static context => context.ProblemDetails.Extensions["service"] = "shop"));

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_writer_of_problems_of_the_app_replaces_the_shape(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app => app.Get("/error", string () => throw new NotFound("No such thing.")),
        async client =>
        {
            Assert.Equal("404 Not Found: No such thing.", await client.AnswerAsync("/error"));
            Assert.Equal("404 Not Found: ", await client.AnswerAsync("/nowhere"));
        },
        builder => builder.Services.AddSingleton<IProblemDetailsWriter, PlainProblems>());

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_problem_that_cannot_be_written_falls_back(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/member", string () => throw new Odd(new Unreadable()));
            app.Get("/object", string () => throw new Odd(new Failure("kind", "text")));
            app.Get("/customized", string () => throw new Conflict("break"));
            app.Get("/header", string () => throw new Conflict("kept") { Headers = { ["X-Name"] = "na\nme" } });
        },
        async client =>
        {
            Assert.Equal("""400 {"title":"Bad Request","status":400}""", await client.AnswerAsync("/member"));
            Assert.Equal("""400 {"title":"Bad Request","status":400,"value":{"kind":"kind","text":"text"}}""", await client.AnswerAsync("/object"));
            Assert.Equal("""409 {"title":"Conflict","status":409}""", await client.AnswerAsync("/customized"));
            Assert.Equal("""409 {"title":"Conflict","status":409,"detail":"kept"}""", await client.AnswerAsync("/header"));
        },
        builder => builder.Services.AddProblemDetails(static options => options.CustomizeProblemDetails = static context =>
        {
            if (context.ProblemDetails.Detail == "break")
                throw new InvalidDataException("no");
        }));

    private static async IAsyncEnumerable<int> Stream()
    {
        await Task.Yield();
        if (DateTime.UnixEpoch.Year == 1970)
            throw new NotFound("No such thing.");
        yield return 1;
    }

    internal sealed record Failure(string Kind, string? Text);

    internal sealed record Thing([MinLength(1)] string Name);

    [Problem(400)]
    private sealed class Odd : ApiError
    {
        internal Odd(object value) => Extensions["value"] = value;
    }

    private sealed class Unreadable
    {
        public string Name => throw new InvalidDataException("no");
    }

    private sealed class PlainProblems : IProblemDetailsWriter
    {
        public bool CanWrite(ProblemDetailsContext context) => true;

        public ValueTask WriteAsync(ProblemDetailsContext context)
        {
            var problem = context.ProblemDetails;
            return new(context.HttpContext.Response.WriteAsync($"{problem.Title}: {problem.Detail}"));
        }
    }
}
