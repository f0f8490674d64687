using Microsoft.OpenApi;

namespace Rondo.Api.OpenApi;

/// <summary>Copies schemas with other references.</summary>
internal static class SchemaCopies
{
    /// <summary>The references in a schema, those of its parts included.</summary>
    internal static IEnumerable<string> References(IOpenApiSchema? schema)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            return [id];
        return schema is OpenApiSchema concrete ? Parts(concrete).SelectMany(References) : [];
    }

    /// <summary>The schema with each reference replaced by one to another name; the schema itself where no name changes.</summary>
    internal static IOpenApiSchema Rename(IOpenApiSchema schema, Func<string, string> name, OpenApiDocument document)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } id } reference)
        {
            return name(id) == id
                ? schema
                : new OpenApiSchemaReference(name(id), document)
                {
                    Description = reference.Reference.Description,
                    Deprecated = reference.Deprecated,
                };
        }

        if (schema is not OpenApiSchema concrete || References(schema).All(each => name(each) == each))
            return schema;
        var copy = (OpenApiSchema)concrete.CreateShallowCopy();
        IOpenApiSchema Other(IOpenApiSchema part) => Rename(part, name, document);
        IList<IOpenApiSchema>? All(IList<IOpenApiSchema>? parts) => parts is null ? null : [.. parts.Select(Other)];
        (copy.AnyOf, copy.OneOf, copy.AllOf) = (All(copy.AnyOf), All(copy.OneOf), All(copy.AllOf));
        copy.Items = copy.Items is { } items ? Other(items) : null;
        copy.Not = copy.Not is { } not ? Other(not) : null;
        copy.AdditionalProperties = copy.AdditionalProperties is { } values ? Other(values) : null;
        copy.Properties = copy.Properties?.ToDictionary(static member => member.Key, member => Other(member.Value));
        if (copy.Discriminator is { Mapping: { } mapping } discriminator)
        {
            copy.Discriminator = new OpenApiDiscriminator(discriminator)
            {
                Mapping = mapping.ToDictionary(static each => each.Key, each => each.Value.Reference.Id is { } target
                    && name(target) != target ? new OpenApiSchemaReference(name(target), document) : each.Value),
            };
        }

        return copy;
    }

    private static IEnumerable<IOpenApiSchema> Parts(OpenApiSchema schema)
    {
        IEnumerable<IOpenApiSchema?> parts = [schema.Items, schema.Not, schema.AdditionalProperties];
        return parts.OfType<IOpenApiSchema>().Concat(schema.AnyOf ?? []).Concat(schema.OneOf ?? []).Concat(schema.AllOf ?? [])
            .Concat(schema.Properties?.Values ?? Enumerable.Empty<IOpenApiSchema>());
    }
}
