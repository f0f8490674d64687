using System.Net;

namespace Rondo.Web.Tests.Testing;

public class ServerErrorTests
{
    [LoopFact]
    public async Task What_a_handler_throws_reaches_the_caller()
    {
        await using var client = await TestClient.StartAsync(Failing());
        var thrown = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => client.GetAsync("/"));
        Assert.Equal("boom", thrown.Message);
        Assert.Contains("Failing", thrown.StackTrace);
    }

    [LoopFact]
    public async Task Or_becomes_the_answer_that_a_client_gets()
    {
        await using var client = await TestClient.StartAsync(Failing(), options => options.ThrowServerErrors = false);
        using var response = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [LoopFact]
    public async Task An_exception_handler_does_not_hide_it()
    {
        await using var client = await TestClient.StartAsync(Failing(app => app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = context => context.Response.WriteAsync("sorry") })));
        Assert.Equal("boom", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => client.GetAsync("/"))).Message);
    }

    [LoopFact]
    public async Task A_handled_error_that_is_the_callers_fault_is_an_answer()
    {
        await using var client = await TestClient.StartAsync(Failing(app => app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context =>
            {
                context.Response.StatusCode = 409;
                return Task.CompletedTask;
            },
        })));
        using var response = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [LoopFact]
    public async Task An_error_in_the_middle_of_a_response_reaches_its_reader()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidTimeZoneException("boom");
        })));
        using var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
        var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[10];
        Assert.Equal(4, await stream.ReadAsync(buffer));
        Assert.Equal("boom", (await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => _ = await stream.ReadAsync(buffer))).Message);
    }

    [LoopFact]
    public async Task The_client_goes_on_after_an_error()
    {
        await using var client = await TestClient.StartAsync(Failing());
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<InvalidTimeZoneException>(() => client.GetAsync("/"));
        Assert.Equal("fine", await client.GetStringAsync("/fine"));
    }

    private static WebApplication Failing(Action<WebApplication>? use = null) => Apps.Build(app =>
    {
        use?.Invoke(app);
        app.MapGet("/", IResult () => throw new InvalidTimeZoneException("boom"));
        app.MapGet("/fine", () => "fine");
    });
}
