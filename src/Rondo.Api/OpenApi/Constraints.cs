using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Rondo.Api.Validation;

namespace Rondo.Api.OpenApi;

/// <summary>
/// Constraints as JSON Schema says them. A constraint that it cannot express (a program's own attribute) is left out rather than guessed.
/// </summary>
internal static class Constraints
{
    /// <summary>Returns the schema with the constraints of one use of its type.</summary>
    internal static IOpenApiSchema Apply(IOpenApiSchema schema, IEnumerable<ValidationAttribute> constraints)
    {
        var own = schema is OpenApiSchema;
        // A component is no place for them; of those, enums alone have constraints that JSON Schema can say.
        var all = constraints.Where(each => own || each is AllowedValuesAttribute or DeniedValuesAttribute).ToList();
        if (all.Count == 0)
            return schema;
        var copy = own ? (OpenApiSchema)schema.CreateShallowCopy() : new OpenApiSchema { AllOf = [schema] };
        all.ForEach(each => Apply(copy, each));
        return copy;
    }

    internal static void Apply(OpenApiSchema schema, ValidationAttribute constraint)
    {
        switch (constraint)
        {
            case RequiredAttribute { AllowEmptyStrings: false } when schema.Type?.HasFlag(JsonSchemaType.String) == true
                && schema.Format != "binary":
                schema.MinLength = Math.Max(schema.MinLength ?? 0, 1);
                schema.Pattern ??= @"\S"; // white space is no value
                break;
            case RangeAttribute range:
                Range(schema, range);
                break;
            case StringLengthAttribute length:
                Length(schema, length.MinimumLength, length.MaximumLength);
                break;
            case LengthAttribute length:
                Length(schema, length.MinimumLength, length.MaximumLength);
                break;
            case MinLengthAttribute length:
                Length(schema, length.Length, null);
                break;
            case MaxLengthAttribute { Length: < 0 }: // no limit, which the exporter writes as -1
                (schema.MaxLength, schema.MaxItems) = (null, null);
                break;
            case MaxLengthAttribute length:
                Length(schema, 0, length.Length);
                break;
            case RegularExpressionAttribute pattern:
                schema.Pattern = SchemaPattern.Of(pattern.Pattern) ?? schema.Pattern;
                break;
            case EmailAddressAttribute:
                schema.Format = "email";
                break;
            case UrlAttribute:
                schema.Format = "uri";
                break;
            case Base64StringAttribute:
                schema.ContentEncoding = "base64";
                schema.Format = null;
                break;
            case AllowedValuesAttribute allowed:
                // A value that may be null is not checked when it is.
                schema.Enum = [.. allowed.Values.Concat(TakesNull(schema) ? [null] : []).Distinct()
                    .Select(static value => InputSchemas.Node(value) ?? JsonNullSentinel.JsonNull)];
                break;
            case DeniedValuesAttribute denied:
                schema.Not = new OpenApiSchema
                {
                    Enum = [.. denied.Values.Select(static value => InputSchemas.Node(value) ?? JsonNullSentinel.JsonNull)]
                };
                break;
        }
    }

    private static bool TakesNull(OpenApiSchema schema) => schema.Type?.HasFlag(JsonSchemaType.Null) == true
        || schema.OneOf?.Any(static each => each.Type == JsonSchemaType.Null) == true;

    private static void Range(OpenApiSchema schema, RangeAttribute range)
    {
        var isInt = schema.Format == "int32";
        if (ConstraintTexts.IsLimit(range.Minimum, least: true, isInt))
            schema.Minimum = schema.Format switch
            {
                "int32" => "-2147483648",
                "int64" => "-9223372036854775808",
                "uint8" or "uint16" or "uint32" or "uint64" => "0",
                _ => null
            };
        else if (Number(range.Minimum) is { } least)
            (schema.Minimum, schema.ExclusiveMinimum) = range.MinimumIsExclusive ? ((string?)null, (string?)least) : (least, null);
        if (ConstraintTexts.IsLimit(range.Maximum, least: false, isInt))
            schema.Maximum = schema.Format switch
            {
                "int32" => "2147483647",
                "int64" => "9223372036854775807",
                "uint64" => "18446744073709551615",
                _ => null
            };
        else if (Number(range.Maximum) is { } most)
            (schema.Maximum, schema.ExclusiveMaximum) = range.MaximumIsExclusive ? ((string?)null, (string?)most) : (most, null);
    }

    /// <summary>The bound as a JSON number; null for bounds that are none (dates).</summary>
    private static string? Number(object? bound) =>
        bound is not null && decimal.TryParse(Convert.ToString(bound, CultureInfo.InvariantCulture), NumberStyles.Float,
            CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture)
        : bound is double value && double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : null;

    private static void Length(OpenApiSchema schema, int least, int? most)
    {
        int? lower = least > 0 ? least : null;
        var type = schema.Type ?? default;
        if (type.HasFlag(JsonSchemaType.Array))
            (schema.MinItems, schema.MaxItems) = (lower ?? schema.MinItems, most ?? schema.MaxItems);
        else if (type.HasFlag(JsonSchemaType.Object))
            (schema.MinProperties, schema.MaxProperties) = (lower ?? schema.MinProperties, most ?? schema.MaxProperties);
        else if (schema.ContentEncoding == "base64" || schema.Format == "byte")
            (schema.MinLength, schema.MaxLength) = (Base64(lower) ?? schema.MinLength, Base64(most) ?? schema.MaxLength);
        else
            (schema.MinLength, schema.MaxLength) = (lower ?? schema.MinLength, most ?? schema.MaxLength);
    }

    /// <summary>How many characters so many bytes have.</summary>
    private static int? Base64(int? bytes) => bytes is { } count ? (int)Math.Min(int.MaxValue, (count + 2L) / 3 * 4) : null;
}
