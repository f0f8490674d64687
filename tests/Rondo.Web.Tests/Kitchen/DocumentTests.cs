using Rondo.Web.Tests.OpenApi;

namespace Rondo.Web.Tests.Kitchen;

public class DocumentTests
{
    [LoopFact(Virtual = true)]
    public async Task Kitchens_document_is_openapi_31()
    {
        var document = await DocumentedApp.DocumentAsync(KitchenClient.Build());
        Assert.Empty(DocumentedApp.Violations(document));
        Assert.StartsWith("3.1", (string?)document["openapi"], StringComparison.Ordinal);
        var paths = document["paths"]!.AsObject();
        foreach (var path in new[] { "/plaintext", "/json", "/health", "/echo/{id}", "/sleep/{ms}", "/items", "/items/{id}", "/external", "/aggregate", "/orders", "/orders/{id}", "/login", "/me", "/events", "/chat/{room}" })
            Assert.True(paths.ContainsKey(path), $"{path} is not in {string.Join(' ', paths.Select(static each => each.Key))}");
        var operations = paths.SelectMany(static path => path.Value!.AsObject()).Select(static operation => (string?)operation.Value!["operationId"]).ToList();
        Assert.Equal(operations.Count, operations.Distinct().Count());
    }
}
