namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/coming-from-fastapi.md.</summary>
public static class ComingFromFastApi
{
    internal static void Map(RondoApp app)
    {
        // begin api-fastapi-parameters
        app.Get("/items/{itemId}", ([Range(1, int.MaxValue)] int itemId, [MaxLength(50)] string? q) => new Item(itemId, q));
        // end api-fastapi-parameters

        // begin api-fastapi-body
        app.Post("/items", (NewItem item) => item).Status(201);
        // end api-fastapi-body

        // begin api-fastapi-error
        app.Get("/sold/{name}", string (string name) => throw new NotFound($"There is no {name}."));
        // end api-fastapi-error

        // begin api-fastapi-depends
        app.Get("/me", (User user) => user.Name);
        // end api-fastapi-depends

        // begin api-fastapi-response-model
        app.Get("/users/{name}", User (string name) => new StoredUser(name, "secret"));
        // end api-fastapi-response-model

        // begin api-fastapi-router
        var shop = app.Group("/shop", "shop").Depends((User user) => { });
        shop.Get("/", () => "open");
        // end api-fastapi-router
    }

    // begin api-fastapi-body-types
    public sealed record NewItem([Length(1, 100)] string Name, [Range(0, 1e6, MinimumIsExclusive = true)] decimal Price, IReadOnlyList<string>? Tags = null);
    // end api-fastapi-body-types

    public sealed record Item(int Id, string? Q);

    // begin api-fastapi-depends-function
    internal static class Functions
    {
        [Dependency]
        internal static User CurrentUser([FromHeader(Name = "X-User")] string user) => new(user);
    }
    // end api-fastapi-depends-function

    // begin api-fastapi-response-model-types
    public record User(string Name);

    public sealed record StoredUser(string Name, string Password) : User(Name);
    // end api-fastapi-response-model-types
}
