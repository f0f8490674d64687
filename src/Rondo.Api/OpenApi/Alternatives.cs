using System.Globalization;
using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>Schemas of which any may hold.</summary>
internal static class Alternatives
{
    /// <summary>The schema for one of the two sides: the schema itself where both say the same.</summary>
    internal static IOpenApiSchema Join(IOpenApiSchema? known, IOpenApiSchema added)
    {
        if (known is null)
            return added;
        var all = known is OpenApiSchema { AnyOf.Count: > 1, Discriminator: null, Properties: null, Type: null } several ? several.AnyOf
            : [known];
        var text = Text(added);
        return all.Any(each => each == added || Text(each) == text) ? known : new OpenApiSchema { AnyOf = [.. all, added] };
    }

    private static string Text(IOpenApiSchema schema)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        schema.SerializeAsV31(new OpenApiJsonWriter(text));
        return text.ToString();
    }
}
