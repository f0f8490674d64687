namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/path-parameters.md.</summary>
public static class PathParameters
{
    internal static void Map(RondoApp app)
    {
        // begin api-path
        app.Get("/tables/{table}", ([Range(1, 40)] int table) => $"table {table}");
        app.Get("/steaks/{doneness}", (Doneness doneness) => $"{doneness}");
        app.Get("/files/{**path}", (string path) => path);
        // end api-path

        // begin api-path-constraint
        app.Get("/users/me", () => "you");
        app.Get("/users/{id:int}", (int id) => $"user {id}");
        // end api-path-constraint

        // begin api-path-parser-use
        app.Get("/versions/{version}", (Version version) => $"major {version.Major}");
        // end api-path-parser-use
    }

    // begin api-path-types
    public enum Doneness
    {
        Rare,
        WellDone,
    }
    // end api-path-types

    // begin api-path-parser
    internal static class Parsers
    {
        [Parser]
        internal static Version ParseVersion(string text) =>
            Version.TryParse(text, out var version) ? version : throw new FormatException("A version is written as 1.2.3.");
    }
    // end api-path-parser
}
