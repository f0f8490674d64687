namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/coming-from-minimal-apis.md.</summary>
public static class ComingFromMinimalApis
{
    internal static void Map(RondoApp app)
    {
        // begin api-minimal
        app.Get("/todos/{id}", ([FromRoute] int id) => id == 1 ? TypedResults.Ok(new Todo("write")) : Results.NotFound());
        app.Post("/todos", (Todo todo) => todo).Status(201).WithName("addTodo");
        app.MapGet("/as-before", (int? n) => Results.Ok(n)); // a minimal API beside it
        app.Use(static next => context =>
        {
            context.Response.Headers["X-Middleware"] = "runs";
            return next(context);
        });
        // end api-minimal

        // begin api-minimal-changes
        app.Get("/text", () => "text");
        app.Delete("/todos/{id}", (int id) => { });
        // end api-minimal-changes
    }

    // begin api-minimal-types
    public sealed record Todo(string Text, bool Done = false);
    // end api-minimal-types

    public class Tests
    {
        [LoopFact(Virtual = true)]
        public async Task Middleware_runs()
        {
            await using var client = await GuideApp.StartAsync(Map);
            using var response = await client.GetAsync("/text");
            Assert.Equal("runs", Assert.Single(response.Headers.GetValues("X-Middleware")));
        }

        [LoopFact(Virtual = true)]
        public async Task The_framework_in_an_app_of_ones_own()
        {
            var args = Array.Empty<string>();
            // begin api-minimal-own
            var builder = WebApplication.CreateBuilder(args);
            builder.WebHost.UseRondo();
            builder.Services.AddRondoApi();
            var app = builder.Build();
            app.Get("/todos", () => new[] { new Todo("write") });
            app.MapRondoDocs();
            // end api-minimal-own
            await using var client = await TestClient.StartAsync(app);
            Assert.Equal("""[{"text":"write","done":false}]""", await client.GetStringAsync("/todos"));
            Assert.Contains("/todos", await client.GetStringAsync("/openapi.json"), StringComparison.Ordinal);
        }
    }
}
