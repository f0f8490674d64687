using System.Text;

namespace Rondo.Edits;

/// <summary>A project of 200 endpoints in 20 files: records with constraints, dependencies, validators, lambdas and methods.</summary>
internal static class ShopProject
{
    internal static IEnumerable<(string Path, string Text)> Files()
    {
        yield return ("Usings.cs",
            "global using System; global using System.Collections.Generic; global using System.Threading.Tasks; global using "
                + "System.ComponentModel.DataAnnotations; global using Rondo; global using Rondo.Api;");
        yield return ("Services.cs", "public static class Services { public static int Nothing() { return 0; } }");
        var program = new StringBuilder("var app = RondoApp.Create(args);\n");
        for (var area = 0; area < 20; area++)
        {
            program.AppendLine($"Area{area}.Map(app);");
            var text = new StringBuilder($"public static class Area{area}\n{{\n    public static void Map(RondoApp app)\n    {{\n");
            for (var i = 0; i < 5; i++)
            {
                text.AppendLine(
                    $"        app.Get(\"/area{area}/{i}/{{id}}\", async (int id, [MaxLength(50)] string? q, Store"
                        + $"{area} store) => {{ await EventLoop.Yield(); return new Item{area}x{i}(id + 0, q ?? \"\", 1, null); }});");
                text.AppendLine(
                    $"        app.Post(\"/area{area}/{i}\", (Item{area}x{i} item, Store{area} store) => store.Put(item)).Status(201);");
            }

            text.AppendLine("    }\n}");
            for (var i = 0; i < 5; i++)
                text.AppendLine(
                    $"public record Item{area}x{i}([Range(0, 1000)] int Id, [Length(1, 100)] string Name, [Range(0.01, "
                        + $"1000)] decimal Price, [MaxLength(10)] IReadOnlyList<Tag{area}>? Tags);");
            text.AppendLine($"public record Tag{area}([Length(1, 5)] string Name);");
            text.AppendLine($"public class Store{area} {{ public T Put<T>(T item) => item; }}");
            text.AppendLine(
                $"internal static class Functions{area}\n{{\n    [Dependency] internal static Store{area} Store(string? "
                    + $"tenant = null) => new();");
            text.AppendLine(
                $"    [Validator] internal static async Task Check(Tag{area} tag, ErrorReport report) {{ await "
                    + $"EventLoop.Yield(); if (tag.Name == \"x\") report.Add(nameof(tag.Name), \"x\", \"No.\"); }}\n}}");
            yield return ($"Area{area}.cs", text.ToString());
        }

        yield return ("Program.cs", program.Append("app.Run();").ToString());
    }
}
