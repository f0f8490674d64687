namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/responses.md.</summary>
public static class ResponsesPage
{
    internal static void Map(RondoApp app)
    {
        // begin api-responses
        app.Get("/dish", () => new Dish("soup"));
        app.Get("/text", () => "soup");
        app.Delete("/dish", () => { });
        app.Get("/page", () => new Html("<h1>soup</h1>"));
        app.Get("/bytes", () => "soup"u8.ToArray());
        app.Post("/dishes", (Dish dish) => dish).Status(201);
        app.Get("/moved", () => TypedResults.Redirect("/dish"));
        // end api-responses

        // begin api-response-own
        app.Get("/report", async (HttpResponse response) =>
        {
            response.ContentType = "text/csv";
            await response.WriteAsync("soup,4;");
            await response.WriteAsync("tea,2;");
        });
        // end api-response-own

        // begin api-response-contract
        app.Get("/chef", Person () => new Chef("ann", 4200));
        // end api-response-contract
    }

    // begin api-response-types
    public sealed record Dish(string Name);

    public record Person(string Name);

    public sealed record Chef(string Name, int Salary) : Person(Name);
    // end api-response-types
}
