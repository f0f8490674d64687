using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>
/// Demands the member that tells derived types apart: it is always written, and a value without it is none of them. A value is
/// one of them alone, which generators of clients have to know in order to choose by that member.
/// </summary>
internal static class Discriminators
{
    internal static void Apply(OpenApiDocument document)
    {
        var schemas = document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>();
        foreach (var schema in schemas.Values.OfType<OpenApiSchema>())
        {
            if (schema.Discriminator is not { PropertyName: { } member, Mapping: { } mapping })
                continue;
            if (schema.AnyOf is { } alternatives && alternatives.Count == mapping.Count)
                (schema.OneOf, schema.AnyOf) = (alternatives, null);
            foreach (var target in mapping.Values)
            {
                if (target.Reference.Id is { } id && schemas.TryGetValue(id, out var found) && found is OpenApiSchema derived
                    && derived.Properties?.ContainsKey(member) == true)
                {
                    (derived.Required ??= new HashSet<string>()).Add(member);
                    derived.Type ??= JsonSchemaType.Object;
                }
            }
        }
    }
}
