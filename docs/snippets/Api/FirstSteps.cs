namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/first-steps.md.</summary>
public static class FirstSteps
{
    internal static void Map(RondoApp app)
    {
        // begin api-first-steps
        app.Get("/", () => "Hello!");
        app.Get("/dishes/{id}", (int id, string? note) => new Dish(id, "soup", note));
        app.Get("/slow", async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(1)); // holds up no other request
            return "done";
        });
        // end api-first-steps
    }

    // begin api-first-steps-types
    public sealed record Dish(int Id, string Name, string? Note);
    // end api-first-steps-types
}
