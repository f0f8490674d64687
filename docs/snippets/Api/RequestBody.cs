namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/request-body.md.</summary>
public static class RequestBody
{
    internal static void Map(RondoApp app)
    {
        // begin api-body
        app.Post("/orders", (NewOrder order) => $"{order.Lines.Count} for table {order.Table}").Status(201);
        app.Put("/orders/{id}", (int id, NewOrder order, bool hurry = false) => $"order {id}{(hurry ? ", now" : "")}");
        // end api-body

        // begin api-body-optional
        app.Post("/orders/{id}/note", (int id, Note? note) => note?.Text ?? "no note");
        app.Post("/lines", (List<Line> lines) => lines.Sum(static line => line.Count));
        // end api-body-optional

        // begin api-body-patch
        app.Patch("/menu/{id}", (int id, MenuPatch patch) =>
        {
            var dish = new MenuDish("soup", "hot", 7);
            return new MenuDish(patch.Name.GetValueOrDefault(dish.Name), patch.Note.GetValueOrDefault(dish.Note), patch.Price.GetValueOrDefault(dish.Price));
        });
        // end api-body-patch

        // begin api-body-stream
        app.Post("/raw", async (Stream body) => await new StreamReader(body).ReadToEndAsync());
        // end api-body-stream
    }

    // begin api-body-types
    public sealed record NewOrder(int Table, IReadOnlyList<Line> Lines, string? Note = null);

    public sealed record Line(string Dish, int Count = 1);

    public sealed record Note(string Text);
    // end api-body-types

    // begin api-body-patch-types
    public sealed record MenuPatch(Optional<string> Name, Optional<string?> Note, [Range(1, 99)] Optional<int> Price);

    public sealed record MenuDish(string Name, string? Note, int Price);
    // end api-body-patch-types
}
