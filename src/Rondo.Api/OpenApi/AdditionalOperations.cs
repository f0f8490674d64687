using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>The operations of a path whose methods OpenAPI 3.1 does not know, as OpenAPI's registry of extensions names them.</summary>
internal sealed class AdditionalOperations : IOpenApiExtension
{
    internal const string Name = "x-oai-additionalOperations";

    private static readonly string[] s_known = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

    internal SortedDictionary<string, OpenApiOperation> Operations { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a path item has a member for the method.</summary>
    internal static bool IsKnown(string method) => s_known.Contains(method, StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of a path, made where there are none.</summary>
    internal static AdditionalOperations Of(OpenApiPathItem item)
    {
        item.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        if (item.Extensions.TryGetValue(Name, out var known) && known is AdditionalOperations operations)
            return operations;
        item.Extensions[Name] = operations = new AdditionalOperations();
        return operations;
    }

    public void Write(IOpenApiWriter writer, OpenApiSpecVersion specVersion)
    {
        writer.WriteStartObject();
        foreach (var (method, operation) in Operations)
        {
            writer.WritePropertyName(method);
            operation.SerializeAsV31(writer);
        }

        writer.WriteEndObject();
    }
}
