using System.Reflection;

namespace Rondo.Web.Tests.Values;

/// <summary>The handlers of the matrix of constraints: one of each origin for each row.</summary>
internal static class ConstraintProgram
{
    private const string Handlers =
        """
        public static class Handlers_KEY
        {
            public static void Map(RondoApp app)
            {
                app.Get("/KEY/query", ([CONSTRAINT] TYPE v) => "right");
                app.Get("/KEY/header", ([FromHeader(Name = "v"), CONSTRAINT] TYPE v) => "right");
                app.Post("/KEY/form", ([FromForm, CONSTRAINT] TYPE v) => "right").DisableAntiforgery();
                app.Post("/KEY/member", (Held_KEY held) => "right");
                app.Post("/KEY/root", ([FromBody, CONSTRAINT] TYPE v) => "right");
                app.Post("/KEY/lines", async (IAsyncEnumerable<Held_KEY> lines) =>
                {
                    await foreach (var _ in lines)
                    {
                    }

                    return "right";
                });
                app.WebSocket("/KEY/socket", async (WebSocketSession<Held_KEY, string> session) =>
                {
                    await foreach (var _ in session.ReadAllAsync())
                        await session.SendAsync("right");
                });
                SINGLE
            }

            public static void Load(string text)
            {
                var sources = new SettingsSources { DotEnvFile = null, Directory = "/nowhere", Environment = new Dictionary<string, string> { ["MATRIX_V"] = text } };
                SettingsLoader.Load<Settings_KEY>([], sources);
            }
        }

        public sealed record Held_KEY([CONSTRAINT] TYPE V);

        SETTINGS
        """;

    private const string Single =
        """
        app.Get("/KEY/path/{v}", ([CONSTRAINT] TYPE v) => "right");
        app.Get("/KEY/cookie", ([FromCookie, CONSTRAINT] TYPE v) => "right");
        """;

    private const string Settings =
        """
        [Settings("MATRIX")]
        public sealed record Settings_KEY
        {
            [CONSTRAINT]
            public required TYPE V { get; init; }
        }
        """;

    private static readonly Lazy<Assembly> s_assembly = new(static () => MatrixProgram.Compile(
        "ConstraintMatrix", ConstraintRow.Scalars.Concat(ConstraintRow.Lists).Select(static row => ($"{row.Key}.cs", Write(row)))));

    internal static void Map(RondoApp app)
    {
        foreach (var row in ConstraintRow.Scalars.Concat(ConstraintRow.Lists))
            s_assembly.Value.GetType($"Handlers_{row.Key}")!.GetMethod("Map")!.CreateDelegate<Action<RondoApp>>()(app);
    }

    internal static void Load(ConstraintRow row, string text) =>
        s_assembly.Value.GetType($"Handlers_{row.Key}")!.GetMethod("Load")!.CreateDelegate<Action<string>>()(text);

    private static string Write(ConstraintRow row) => Handlers
        .Replace("SINGLE", row.IsList ? "" : Single, StringComparison.Ordinal)
        .Replace("SETTINGS", Settings, StringComparison.Ordinal)
        .Replace("KEY", row.Key, StringComparison.Ordinal)
        .Replace("TYPE", row.Type, StringComparison.Ordinal)
        .Replace("CONSTRAINT", row.Constraint, StringComparison.Ordinal);
}
