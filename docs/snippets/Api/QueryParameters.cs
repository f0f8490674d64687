namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/query-parameters.md.</summary>
public static class QueryParameters
{
    internal static void Map(RondoApp app)
    {
        // begin api-query
        app.Get("/dishes", (string kind, DateOnly? on, int limit = 20, bool hot = true) => $"{limit} {kind}, {(hot ? "hot" : "cold")}, {on?.ToString("o") ?? "any day"}");
        // end api-query

        // begin api-query-lists
        app.Get("/search", ([MaxLength(3)] string[] tag, [FromQuery(Name = "q"), Length(2, 50)] string? words) => $"{words ?? "anything"} in {string.Join('+', tag)}");
        // end api-query-lists
    }
}
