using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Runtime;

/// <summary>
/// Finds everything that is wrong with a body that could not be read, where the serializer stops at the first: walks the JSON beside the
/// types' contracts. Runs for wrong bodies only.
/// </summary>
internal sealed class BodyDiagnosis
{
    private const string NoText = "A string has half of a surrogate pair, which is no character.";
    private const int CostOfWrong = 200; // the serializer and the element throw: some 40 us, where a look takes 0.2 us

    private readonly JsonSerializerOptions _options;
    private readonly ErrorReport _report;
    private readonly TypeChecks _checks;
    private int _looks = 100_000; // some 20 ms: who sends nonsense must not hold the loop for longer than who sends sense

    private BodyDiagnosis(JsonSerializerOptions options, ErrorReport report, TypeChecks checks) => (_options, _report, _checks) = (options, report, checks);

    internal static void Run(ReadOnlySequence<byte> body, JsonTypeInfo json, Exception cause, ErrorReport report, TypeChecks checks)
    {
        var options = json.Options;
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowTrailingCommas = options.AllowTrailingCommas, CommentHandling = options.ReadCommentHandling, MaxDepth = options.MaxDepth });
        }
        catch (JsonException exception)
        {
            report.Record(InputLocation.Body, JsonPaths.WhereReadingFails(body, options), "json", $"The body is not valid JSON: line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}: {JsonPaths.Reason(exception)}", null);
            return;
        }

        using (document)
        {
            var before = report.Count;
            report.At(InputLocation.Body);
            try
            {
                new BodyDiagnosis(options, report, checks).Walk(document.RootElement, json);
            }
            catch (InvalidOperationException)
            {
                // A document takes any escape, and throws when it is asked for the text: a property's name, here.
                report.ToRoot();
                report.Record(InputLocation.Body, "", "json", NoText, null);
                return;
            }

            if (report.Count == before)
            {
                // A rule that the contract does not show: a converter's, a constructor's.
                var json1 = cause as JsonException;
                var text = json1 is null ? cause.Message : JsonPaths.Reason(json1);
                report.Record(InputLocation.Body, JsonErrors.Pointer(json1?.Path), "type", text, null);
            }
        }
    }

    /// <summary>More would not be reported, or would take too long to find.</summary>
    private bool IsDone => _looks <= 0 || _report.IsFull;

    private void Walk(JsonElement value, JsonTypeInfo type)
    {
        _looks--;
        var element = Nullable.GetUnderlyingType(type.Type) is { } inner ? _options.GetTypeInfo(inner) : type;
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (type.Type.IsValueType && Nullable.GetUnderlyingType(type.Type) is null)
                Wrong(value, element);
            return;
        }

        switch (element.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind == JsonValueKind.Object:
                Object(value, element);
                break;
            case JsonTypeInfoKind.Enumerable when value.ValueKind == JsonValueKind.Array && element.ElementType is { } item:
                var index = 0;
                foreach (var each in value.EnumerateArray())
                {
                    if (IsDone)
                        break;
                    _report.Enter(index++);
                    Walk(each, _options.GetTypeInfo(item));
                    _report.Leave();
                }

                break;
            case JsonTypeInfoKind.Dictionary when value.ValueKind == JsonValueKind.Object && element.ElementType is { } item:
                foreach (var each in value.EnumerateObject())
                {
                    if (IsDone)
                        break;
                    _report.EnterExact(each.Name);
                    Walk(each.Value, _options.GetTypeInfo(item));
                    _report.Leave();
                }

                break;
            case JsonTypeInfoKind.None:
                Leaf(value, element);
                break;
            default:
                Wrong(value, element);
                break;
        }
    }

    private void Object(JsonElement value, JsonTypeInfo type)
    {
        if (type.PolymorphismOptions is { } polymorphism)
        {
            if (Derived(value, type, polymorphism) is not { } derived)
                return;
            type = derived;
        }

        foreach (var property in type.Properties)
        {
            if (IsDone)
                return;
            if (property is { Set: null, AssociatedParameter: null })
                continue;
            _report.EnterExact(property.Name);
            Property(value, type, property);
            _report.Leave();
        }

        if (type.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow)
        {
            foreach (var member in value.EnumerateObject())
            {
                if (IsDone)
                    return;
                _looks -= type.Properties.Count;
                if (!type.Properties.Any(property => property.Name.Equals(member.Name, Comparison)))
                {
                    _report.EnterExact(member.Name);
                    _report.Record(InputLocation.Body, _report.Here(), "unknown", "There is no such member.", null);
                    _report.Leave();
                }
            }
        }
    }

    private StringComparison Comparison => _options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private void Property(JsonElement owner, JsonTypeInfo type, JsonPropertyInfo property)
    {
        JsonElement? found = null;
        foreach (var member in owner.EnumerateObject())
        {
            if (_looks-- <= 0)
                return;
            if (member.Name.Equals(property.Name, Comparison))
                found = member.Value;
        }

        if (found is not { } value)
        {
            if (property.IsRequired)
                _report.Record(InputLocation.Body, _report.Here(), "missing", "A value is required.", null);
            return;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            var nullable = property.AssociatedParameter is { } parameter ? parameter.IsNullable : property.IsSetNullable;
            if (!nullable && (property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is null : _options.RespectNullableAnnotations))
                _report.Record(InputLocation.Body, _report.Here(), "null", "It must not be null.", null);
            return;
        }

        if (property.CustomConverter is not null)
            return; // the converter alone knows, and its exception is reported where nothing else is
        var before = _report.Count;
        var contract = _options.GetTypeInfo(property.PropertyType);
        Walk(value, contract);
        if (_report.Count > before || (property.AttributeProvider as MemberInfo)?.Name is not { } name)
            return;
        try
        {
            _checks.Check(type.Type, name, value.Deserialize(contract), _report);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            Wrong(value, contract);
        }
    }

    private JsonTypeInfo? Derived(JsonElement value, JsonTypeInfo type, JsonPolymorphismOptions polymorphism)
    {
        var name = polymorphism.TypeDiscriminatorPropertyName;
        var known = string.Join(", ", polymorphism.DerivedTypes.Select(static derived => derived.TypeDiscriminator));
        if (!value.TryGetProperty(name, out var discriminator))
        {
            if (!type.Type.IsAbstract)
                return type;
            _report.EnterExact(name);
            _report.Record(InputLocation.Body, _report.Here(), "missing", $"It must be one of {known}.", null);
            _report.Leave();
            return null;
        }

        foreach (var derived in polymorphism.DerivedTypes)
        {
            if (derived.TypeDiscriminator is string text ? discriminator.ValueKind == JsonValueKind.String && discriminator.ValueEquals(text) : discriminator.ToString() == derived.TypeDiscriminator?.ToString())
                return _options.GetTypeInfo(derived.DerivedType);
        }

        _report.EnterExact(name);
        _report.Record(InputLocation.Body, _report.Here(), "choice", $"It must be one of {known}.", discriminator.ValueKind == JsonValueKind.String ? Text(discriminator) : discriminator.Clone());
        _report.Leave();
        return null;
    }

    private void Leaf(JsonElement value, JsonTypeInfo type)
    {
        try
        {
            value.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            Wrong(value, type);
        }
    }

    private void Wrong(JsonElement value, JsonTypeInfo type)
    {
        _looks -= CostOfWrong;
        object? shown = null;
        try
        {
            shown = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Object or JsonValueKind.Array => null,
                _ => value.Clone(),
            };
        }
        catch (InvalidOperationException)
        {
            _report.Record(InputLocation.Body, _report.Here(), "json", NoText, null);
            return;
        }

        _report.Record(InputLocation.Body, _report.Here(), "type", $"It must be {TypeWords.Of(type.Type)}.", shown);
    }

    /// <summary>A string, or its JSON where half a surrogate pair makes it none.</summary>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }
}
