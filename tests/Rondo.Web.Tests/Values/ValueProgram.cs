using System.Reflection;

namespace Rondo.Web.Tests.Values;

/// <summary>The handlers of the matrix: one of each origin for each row, compiled and generated as a program's are.</summary>
internal static class ValueProgram
{
    private const string Handlers =
        """
        public static class Handlers_KEY
        {
            public static void Map(RondoApp app)
            {
                app.Get("/KEY/query", (TYPE v) => new Seen<TYPE>(v));
                app.Get("/KEY/path/{v}", (TYPE v) => new Seen<TYPE>(v));
                app.Get("/KEY/header", ([FromHeader(Name = "v")] TYPE v) => new Seen<TYPE>(v));
                app.Get("/KEY/cookie", ([FromCookie] TYPE v) => new Seen<TYPE>(v));
                app.Post("/KEY/form", ([FromForm] TYPE v) => new Seen<TYPE>(v)).DisableAntiforgery();
                app.Post("/KEY/member", (Box<TYPE> box) => new Seen<TYPE>(box.V));
                app.Post("/KEY/root", ([FromBody] TYPE v) => new Seen<TYPE>(v));
                app.Post("/KEY/lines", async (IAsyncEnumerable<TYPE> items) =>
                {
                    await foreach (var v in items)
                        return new Seen<TYPE>(v);
                    throw new NotFound("There is no line.");
                });
                app.WebSocket("/KEY/socket", async (WebSocketSession<TYPE, Seen<TYPE>> session) =>
                {
                    await foreach (var v in session.ReadAllAsync())
                        await session.SendAsync(new Seen<TYPE>(v));
                });
            }

            public static string Load(string text)
            {
                var sources = new SettingsSources { DotEnvFile = null, Directory = "/nowhere", Environment = new Dictionary<string, string> { ["MATRIX_V"] = text } };
                return new Seen<TYPE>(SettingsLoader.Load<Settings_KEY>([], sources).V).Exactly;
            }
        }

        [Settings("MATRIX")]
        public sealed record Settings_KEY
        {
            public required TYPE V { get; init; }
        }
        """;

    private static readonly Lazy<Assembly> s_assembly = new(Compile);

    internal static void Map(RondoApp app)
    {
        foreach (var row in ValueRow.All)
            s_assembly.Value.GetType($"Handlers_{row.Key}")!.GetMethod("Map")!.CreateDelegate<Action<RondoApp>>()(app);
    }

    internal static Func<string, string> Load(ValueRow row) => s_assembly.Value.GetType($"Handlers_{row.Key}")!.GetMethod("Load")!.CreateDelegate<Func<string, string>>();

    private static Assembly Compile() => MatrixProgram.Compile("Matrix", ValueRow.All.Select(static row => ($"{row.Key}.cs",
        Handlers.Replace("KEY", row.Key, StringComparison.Ordinal).Replace("TYPE", row.Type, StringComparison.Ordinal))));
}
