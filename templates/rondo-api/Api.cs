/// <summary>The app. Program.cs runs it; the tests start it in their own process.</summary>
internal static class Api
{
    internal static RondoApp Build(params string[] args)
    {
        var app = RondoApp.Create(args);
        app.Get("/", () => "Hello!");
        app.Get("/dishes/{id}", (int id, string? note) => new Dish(id, "soup", note));
        app.Get("/slow", async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(1)); // holds up no other request
            return "done";
        });
        return app;
    }
}

internal sealed record Dish(int Id, string Name, string? Note);
