using System.Text.Json.Nodes;

namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/docs-pages.md.</summary>
public static class DocsPage
{
    internal static void Setup(RondoAppBuilder builder)
    {
        // begin api-docs-setup
        builder.Docs(docs =>
        {
            docs.Title = "Kitchen";
            docs.Version = "2.1";
            docs.Tags["menu"] = "What there is to eat.";
            docs.RedocPath = null; // Swagger UI alone
        });
        // end api-docs-setup
    }

    internal static void Map(RondoApp app)
    {
        // begin api-docs
        app.Include(typeof(MenuHandlers));
        app.Get("/old-menu", () => "soup").WithTags("menu").WithName("oldMenu").Deprecated();
        app.Get("/internal", () => "soup").ExcludeFromDescription();
        // end api-docs
    }

    // begin api-docs-types
    internal static class MenuHandlers
    {
        /// <summary>A dish of the menu.</summary>
        /// <param name="id">Its number.</param>
        [Get("/menu/{id}")]
        internal static MenuItem Find([Example(1)] int id) => id == 1 ? new MenuItem("soup", 4.5m) : throw new NotFound($"There is no dish {id}.");
    }

    /// <summary>Something to eat.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Price">In euros.</param>
    public sealed record MenuItem(string Name, decimal Price);
    // end api-docs-types

    public class Tests
    {
        [LoopFact(Virtual = true)]
        public async Task The_document_says_what_the_page_says()
        {
            await using var client = await GuideApp.StartAsync(Map, Setup);
            var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
            Assert.Equal("Kitchen 2.1", $"{document["info"]!["title"]} {document["info"]!["version"]}");
            Assert.Equal(["/menu/{id}", "/old-menu"], document["paths"]!.AsObject().Select(static path => path.Key).Order(StringComparer.Ordinal));
            var operation = document["paths"]!["/menu/{id}"]!["get"]!;
            Assert.Equal("A dish of the menu.", operation["summary"]!.GetValue<string>());
            Assert.Equal("Its number.", operation["parameters"]![0]!["description"]!.GetValue<string>());
            Assert.Equal(["200", "404", "422"], operation["responses"]!.AsObject().Select(static response => response.Key));
            Assert.True(document["paths"]!["/old-menu"]!["get"]!["deprecated"]!.GetValue<bool>());
            Assert.Equal("In euros.", document["components"]!["schemas"]!["MenuItem"]!["properties"]!["price"]!["description"]!.GetValue<string>());
            Assert.Equal(200, (int)(await client.GetAsync("/docs")).StatusCode);
            Assert.Equal(404, (int)(await client.GetAsync("/redoc")).StatusCode);
        }
    }
}
