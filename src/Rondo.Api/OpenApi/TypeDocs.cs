using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Rondo.Api.Runtime;

namespace Rondo.Api.OpenApi;

/// <summary>The documentation of a type and its members: comments, constraints, defaults, examples, deprecation.</summary>
internal static class TypeDocs
{
    internal static void Apply(OpenApiSchema schema, JsonTypeInfo type)
    {
        var own = type.Type.GetCustomAttributes(inherit: true);
        schema.Description = DocsAttributes.Description(own) ?? TypeTexts.Of(type.Type) ?? schema.Description;
        schema.Examples = DocsAttributes.Examples(own, null).ToList() is { Count: > 0 } examples ? examples : schema.Examples;
        if (schema.Properties is null || type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties)
        {
            if (!schema.Properties.TryGetValue(property.Name, out var documented))
                continue;
            var attributes = AttributesOf(property);
            Apply(documented, property, attributes);
            if (documented is OpenApiSchemaReference)
                schema.Properties[property.Name] = documented = Constraints.Apply(documented, attributes.OfType<ValidationAttribute>());
            if (property.AttributeProvider is PropertyInfo member && NullSchemas.Of(member) is { Length: > 1 } marks)
                schema.Properties[property.Name] = NullSchemas.Apply(documented, "." + marks[1..]);
            // The exporter demands every constructor parameter without a default, nullable ones too, which the binder does not.
            if (!property.IsRequired)
                schema.Required?.Remove(property.Name);
        }
    }

    /// <summary>Those of a positional record stand on its constructor's parameters.</summary>
    private static List<object> AttributesOf(JsonPropertyInfo property) => [
        .. property.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [],
        .. property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(inherit: true) ?? [],
    ];

    private static void Apply(IOpenApiSchema schema, JsonPropertyInfo property, List<object> attributes)
    {
        var member = (property.AttributeProvider as MemberInfo)?.Name;
        var text = DocsAttributes.Description(attributes) ?? (member is null ? null : TypeTexts.Of(property.DeclaringType, member));
        var deprecated = attributes.Exists(static item => item is DeprecatedAttribute or ObsoleteAttribute);
        if (schema is OpenApiSchemaReference reference)
        {
            reference.Description = text;
            if (deprecated)
                reference.Deprecated = true;
            return;
        }

        if (schema is not OpenApiSchema concrete)
            return;
        concrete.Description = text ?? concrete.Description;
        concrete.Deprecated |= deprecated;
        foreach (var constraint in attributes.OfType<ValidationAttribute>())
            Constraints.Apply(concrete, constraint);
        if (property.AssociatedParameter is { HasDefaultValue: true, DefaultValue: { } value } && concrete.Default is null
            && !value.GetType().IsEnum)
            concrete.Default = InputSchemas.Node(value, property.Options);
        if (DocsAttributes.Examples(attributes, concrete.Type).ToList() is { Count: > 0 } examples)
            concrete.Examples = examples;
    }
}
