using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Rondo.Api.Values;

namespace Rondo.Api.OpenApi;

/// <summary>The document as it is served: made at the first request for it, and kept.</summary>
internal sealed partial class DocumentText(IServiceProvider services)
{
    private static readonly string[] s_flowUrls = ["tokenUrl", "authorizationUrl", "refreshUrl"];

    private Task<(byte[] Bytes, string Tag)>? _made;

    internal async Task<(byte[] Bytes, string Tag)> GetAsync(string pathBase)
    {
        var making = _made;
        if (making is null or { IsFaulted: true } or { IsCanceled: true })
            _made = making = MakeAsync(); // two at once make the same
        var made = await making;
        return pathBase.Length == 0 ? made : Below(made.Bytes, pathBase);
    }

    private async Task<(byte[] Bytes, string Tag)> MakeAsync()
    {
        Unwritable.BeginDocument();
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(DocsServices.DocumentName)
            .GetOpenApiDocumentAsync();
        using var text = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return Tagged(Encoding.UTF8.GetBytes(Control().Replace(text.ToString(), static match => $"\\u{(int)match.ValueSpan[0]:x4}")));
    }

    /// <summary>
    /// The writer escapes line ends and tabs alone, so that any other control character stands in a string, where JSON permits
    /// none.
    /// </summary>
    [GeneratedRegex(@"[\0-\x08\x0b\x0c\x0e-\x1f]")]
    private static partial Regex Control();

    /// <summary>Behind a proxy that takes a prefix away, paths begin with it, unless the app says where it is served.</summary>
    private static (byte[] Bytes, string Tag) Below(byte[] bytes, string pathBase)
    {
        var document = JsonNode.Parse(bytes)!.AsObject();
        if (document["servers"] is JsonArray { Count: > 0 })
            return Tagged(bytes);
        document["servers"] = new JsonArray(new JsonObject { ["url"] = pathBase });
        MoveFlows(document, pathBase);
        return Tagged(Encoding.UTF8.GetBytes(document.ToJsonString()));
    }

    /// <summary>A path of a flow is one of the host, not of the server in the document.</summary>
    private static void MoveFlows(JsonObject document, string pathBase)
    {
        var schemes = document["components"]?["securitySchemes"] as JsonObject ?? [];
        foreach (var (_, flow) in schemes.SelectMany(static scheme => scheme.Value?["flows"] as JsonObject ?? []))
        {
            foreach (var name in s_flowUrls)
            {
                if (flow?[name]?.GetValue<string>() is { } url && !url.Contains("://", StringComparison.Ordinal))
                    flow[name] = $"{pathBase}/{url.TrimStart('/')}";
            }
        }
    }

    private static (byte[] Bytes, string Tag) Tagged(byte[] bytes) =>
        (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"");
}
