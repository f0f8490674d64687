using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Runtime;

/// <summary>
/// Finds everything that is wrong with a text that could not be deserialized, where the serializer stops at the first: goes through the JSON once,
/// beside the types' contracts. Runs for wrong texts only.
/// </summary>
/// <remarks>
/// A value is deserialized in one piece, to learn whether it is right and to check its constraints. Where that fails, <see cref="JsonFailure"/>
/// says how far it came, so that only the pieces behind that place are deserialized next, and each byte once. Wrong values inside of wrong values could
/// make that more: a budget bounds it, and without a piece in one the leaves alone are deserialized.
/// </remarks>
internal sealed class BodyDiagnosis
{
    private const string NoText = "A string has half of a surrogate pair, which is no character.";
    private const int CostOfWrong = 200; // the serializer and the element throw: some 40 us, where a look takes 0.2 us
    private const int SpareBytes = 64 * 1024; // small texts may be read again and again: that takes well below a millisecond
    private const int LongestNumber = 200;

    private readonly JsonSerializerOptions _options;
    private readonly JsonReaderOptions _reading;
    private readonly ErrorReport _report;
    private readonly TypeChecks _checks;
    private readonly ReadOnlyMemory<byte> _text;
    private long _bytes; // that may still be deserialized
    private int _looks = 100_000; // some 20 ms: who sends nonsense must not hold the loop for longer than who sends sense

    private BodyDiagnosis(ReadOnlyMemory<byte> text, JsonSerializerOptions options, ErrorReport report, TypeChecks checks)
    {
        (_text, _options, _report, _checks) = (text, options, report, checks);
        _reading = ReaderOptions(options);
        _bytes = text.Length + SpareBytes;
    }

    /// <summary>More would not be reported, or would take too long to find.</summary>
    private bool IsDone => _looks <= 0 || _report.IsFull;

    /// <summary>Errors found, listed or not.</summary>
    private int Found => _report.Count + _report.Omitted;

    /// <summary>How texts are read for a serializer with these options.</summary>
    internal static JsonReaderOptions ReaderOptions(JsonSerializerOptions options) => new()
    {
        AllowTrailingCommas = options.AllowTrailingCommas,
        CommentHandling = options.ReadCommentHandling,
        MaxDepth = options.MaxDepth,
    };

    /// <summary>Reports all that is wrong.</summary>
    /// <param name="body">The whole text.</param>
    /// <param name="json">The contract of the expected type.</param>
    /// <param name="cause">The exception of its deserialization.</param>
    /// <param name="report">Takes the errors, at the place where it stands.</param>
    /// <param name="checks">The constraints of members.</param>
    internal static void Run(ReadOnlySequence<byte> body, JsonTypeInfo json, Exception cause, ErrorReport report, TypeChecks checks)
    {
        var text = body.IsSingleSegment ? body.First : body.ToArray();
        report.At(InputLocation.Body);
        var before = report.Count;
        try
        {
            if (IsJson(text.Span, json.Options, report))
                new BodyDiagnosis(text, json.Options, report, checks).Run(json, cause);
        }
        catch (InvalidOperationException)
        {
            // The reader takes any escape, and throws when it is asked for the text: a property's name, here.
            report.ToRoot();
            report.Record("json", NoText, null);
        }

        if (report.Count == before)
        {
            // A rule that the contract does not show: a converter's, a constructor's.
            var path = (cause as JsonException)?.Path;
            report.Record(InputLocation.Body, JsonErrors.Pointer(path), "type", SecretNames.IsSecretPath(path) ? SecretTexts.NotValid : Reason(cause), null);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> text, JsonSerializerOptions options, ErrorReport report)
    {
        var reader = new Utf8JsonReader(text, ReaderOptions(options));
        try
        {
            reader.Read();
            reader.Skip();
            reader.Read();
            return true;
        }
        catch (JsonException exception)
        {
            JsonPaths.EnterWhereReadingFails(text, options, report);
            var place = $"The body is not valid JSON: line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}";
            // The reason quotes what stands there.
            report.Record("json", report.IsSecretHere ? place + "." : $"{place}: {JsonPaths.Reason(exception)}", null);
            report.ToRoot();
            return false;
        }
    }

    private static string Reason(Exception cause) => cause is JsonException json ? JsonPaths.Reason(json) : cause.Message;

    private void Run(JsonTypeInfo json, Exception cause)
    {
        var reader = new Utf8JsonReader(_text.Span, _reading);
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        Descend(ref reader, json, JsonFailure.Locate(_text.Span[start..], start, cause, _reading));
        _report.IsIncomplete |= IsDone && _report.IsFull;
    }

    /// <summary>Whether a value may be deserialized in one piece: it is no longer than the rest of the text.</summary>
    private bool IsAffordable(long start) => _text.Length - start <= _bytes;

    /// <summary>Looks at one value; leaves the reader at its end.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="type">The expected type.</param>
    /// <param name="failure">The result of an earlier attempt to read it.</param>
    /// <param name="wanted">Whether its value is asked for: its constraints are checked.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the value is there: it is right, and wanted or new.</returns>
    private bool Value(ref Utf8JsonReader reader, JsonTypeInfo type, in JsonFailure failure, bool wanted, out object? value)
    {
        value = null;
        _looks--;
        var start = reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null && (!type.Type.IsValueType || Nullable.GetUnderlyingType(type.Type) is not null))
            return true;
        if (failure.IsBehind(start) && !wanted)
        {
            reader.Skip();
            return false;
        }

        var isInside = failure.IsInside(start);
        var known = isInside ? failure : JsonFailure.Unknown();
        var element = Element(type);
        // A leaf's bytes come once. A value that begins with the wrong token needs no exception to tell.
        var tries = !isInside && (reader.TokenType == JsonTokenType.Null || Fits(reader.TokenType, element)) && (element.Kind == JsonTypeInfoKind.None || IsAffordable(start));
        if (tries && TryRead(ref reader, type, out value, out known))
            return true;
        var found = Found;
        Descend(ref reader, element, known);
        if ((tries || isInside) && !IsDone && Found == found)
            Wrong(ref reader, element); // a rule that the contract does not show
        return false;
    }

    private JsonTypeInfo Element(JsonTypeInfo type) => (Nullable.GetUnderlyingType(type.Type) ?? IOptional.ValueType(type.Type)) is { } inner ? Element(_options.GetTypeInfo(inner)) : type;

    private static bool Fits(JsonTokenType token, JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => token == JsonTokenType.StartObject,
        JsonTypeInfoKind.Enumerable => token == JsonTokenType.StartArray,
        _ => true,
    };

    private bool TryRead(ref Utf8JsonReader reader, JsonTypeInfo type, out object? value, out JsonFailure failure)
    {
        var start = (int)reader.TokenStartIndex;
        var end = reader;
        end.Skip();
        var text = _text.Span[start..(int)end.BytesConsumed];
        if (type.Kind != JsonTypeInfoKind.None)
            _bytes -= text.Length;
        try
        {
            value = JsonSerializer.Deserialize(text, type);
            failure = default;
            reader = end;
            return true;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            _looks -= CostOfWrong;
            value = null;
            failure = type.Kind == JsonTypeInfoKind.None ? JsonFailure.Unknown(exception) : JsonFailure.Locate(text, start, exception, _reading);
            return false;
        }
    }

    private void Descend(ref Utf8JsonReader reader, JsonTypeInfo type, in JsonFailure failure)
    {
        type = Element(type);
        if (!Fits(reader.TokenType, type))
            Wrong(ref reader, type);
        else if (type.Kind == JsonTypeInfoKind.Object)
            Object(ref reader, type, failure);
        else if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item })
            Items(ref reader, _options.GetTypeInfo(item), failure);
        else if (type is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } entry })
            Entries(ref reader, _options.GetTypeInfo(entry), failure);
        else
            Wrong(ref reader, type);
    }

    private void Items(ref Utf8JsonReader reader, JsonTypeInfo item, in JsonFailure failure)
    {
        var wanted = IsChecked(item);
        for (var index = 0; !IsDone && reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            _report.Enter(index);
            if (Value(ref reader, item, failure, wanted, out var value) && wanted)
                Check(item, value);
            _report.Leave();
        }
    }

    private void Entries(ref Utf8JsonReader reader, JsonTypeInfo entry, in JsonFailure failure)
    {
        var wanted = IsChecked(entry);
        while (!IsDone && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader;
            reader.Read();
            if (!wanted && failure.IsBehind(reader.TokenStartIndex))
            {
                // No string for a key that is right.
                _looks--;
                reader.Skip();
                continue;
            }

            _report.EnterExact(name.GetString()!);
            if (Value(ref reader, entry, failure, wanted, out var value) && wanted)
                Check(entry, value);
            _report.Leave();
        }
    }

    private void Object(ref Utf8JsonReader reader, JsonTypeInfo type, in JsonFailure failure)
    {
        var discriminator = type.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        if (type.PolymorphismOptions is { } polymorphism)
        {
            if (Derived(reader, type, polymorphism) is not { } derived)
            {
                reader.Skip();
                return;
            }

            type = derived;
        }

        var members = JsonMembers.Of(type);
        var seen = new bool[type.Properties.Count];
        var from = _report.Count;
        List<(int Order, int End)>? ends = null; // of the members' errors, which are reported in the order of the contract
        var isWhole = false;
        while (!IsDone && reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                isWhole = true;
                break;
            }

            var before = _report.Count;
            var order = members.Find(ref reader);
            if (order < 0)
                Unknown(ref reader, type, discriminator);
            else
                Member(ref reader, type, members, order, failure);
            if (order >= 0)
                seen[order] = true;
            if (_report.Count > before)
                (ends ??= []).Add((order < 0 ? int.MaxValue : order, _report.Count));
        }

        for (var order = 0; isWhole && order < seen.Length; order++)
        {
            if (seen[order] || !type.Properties[order].IsRequired || IsDone)
                continue;
            _report.EnterExact(type.Properties[order].Name);
            _report.Record("missing", "A value is required.", null);
            _report.Leave();
            (ends ??= []).Add((order, _report.Count));
        }

        if (ends?.Count > 1)
            _report.Sort(from, ends);
    }

    private void Unknown(ref Utf8JsonReader reader, JsonTypeInfo type, string? discriminator)
    {
        _looks--;
        if (type.UnmappedMemberHandling == JsonUnmappedMemberHandling.Disallow && (discriminator is null || !reader.ValueTextEquals(discriminator)))
        {
            _report.EnterExact(reader.GetString()!);
            _report.Record("unknown", "There is no such member.", null);
            _report.Leave();
        }

        reader.Read();
        reader.Skip();
    }

    private void Member(ref Utf8JsonReader reader, JsonTypeInfo owner, JsonMembers members, int order, in JsonFailure failure)
    {
        var property = owner.Properties[order];
        reader.Read();
        if (property is { Set: null, AssociatedParameter: null, ObjectCreationHandling: not JsonObjectCreationHandling.Populate })
        {
            _looks--;
            reader.Skip(); // nothing takes it
            return;
        }

        _report.EnterExact(property.Name, members.IsSecret(order));
        if (reader.TokenType == JsonTokenType.Null && !IsNullAValue(property))
            Null(property);
        else if (property.CustomConverter is not null || (property.NumberHandling ?? owner.NumberHandling) is { } handling && handling != _options.NumberHandling)
            Opaque(ref reader, failure);
        else
            // The serializer sets other members after those that the constructor takes.
            Member(ref reader, owner, property, members.HasParameters && property.AssociatedParameter is null && !failure.IsInside(reader.TokenStartIndex) ? JsonFailure.Unknown() : failure);
        _report.Leave();
    }

    private void Member(ref Utf8JsonReader reader, JsonTypeInfo owner, JsonPropertyInfo property, in JsonFailure failure)
    {
        var name = _checks.Has(owner.Type) ? (property.AttributeProvider as MemberInfo)?.Name : null;
        if (Value(ref reader, _options.GetTypeInfo(property.PropertyType), failure, wanted: name is not null, out var value) && name is not null)
            _checks.Check(owner.Type, name, value, _report);
    }

    /// <summary>Whether the member is optional, and says itself what null is: its check knows of nullable references.</summary>
    private static bool IsNullAValue(JsonPropertyInfo property) =>
        IOptional.ValueType(property.PropertyType) is { } type && (!type.IsValueType || Nullable.GetUnderlyingType(type) is not null);

    private void Null(JsonPropertyInfo property)
    {
        _looks--;
        var nullable = property.AssociatedParameter is { } parameter ? parameter.IsNullable : property.IsSetNullable;
        if (!nullable && (property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is null : _options.RespectNullableAnnotations))
            _report.Record("null", "It must not be null.", null);
    }

    /// <summary>The value of a member with a way of its own to be read, which only its owner's deserialization goes.</summary>
    private void Opaque(ref Utf8JsonReader reader, in JsonFailure failure)
    {
        _looks--;
        if (failure.IsInside(reader.TokenStartIndex) && failure.Cause is { } cause)
            _report.Record("type", _report.IsSecretHere ? SecretTexts.NotValid : Reason(cause), null);
        reader.Skip();
    }

    /// <summary>The type that the object says it is; null, which is reported, if it does not say.</summary>
    /// <param name="reader">A copy, which may go ahead.</param>
    /// <param name="type">The declared type.</param>
    /// <param name="polymorphism">The types that there are.</param>
    private JsonTypeInfo? Derived(Utf8JsonReader reader, JsonTypeInfo type, JsonPolymorphismOptions polymorphism)
    {
        var name = polymorphism.TypeDiscriminatorPropertyName;
        var known = string.Join(", ", polymorphism.DerivedTypes.Select(static derived => derived.TypeDiscriminator));
        var isThere = false;
        while (!isThere && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isThere = reader.ValueTextEquals(name);
            reader.Read();
            if (isThere)
                break;
            if (!_options.AllowOutOfOrderMetadataProperties)
                break; // the serializer looks no further, either
            reader.Skip();
        }

        if (!isThere)
        {
            if (!type.Type.IsAbstract)
                return type;
            _report.EnterExact(name);
            _report.Record("missing", $"It must be one of {known}.", null);
            _report.Leave();
            return null;
        }

        foreach (var derived in polymorphism.DerivedTypes)
        {
            if (derived.TypeDiscriminator is string text ? reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text)
                : derived.TypeDiscriminator is int number && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var given) && given == number)
                return derived.DerivedType == type.Type ? type : _options.GetTypeInfo(derived.DerivedType);
        }

        if (polymorphism.IgnoreUnrecognizedTypeDiscriminators && !type.Type.IsAbstract)
            return type;
        _report.EnterExact(name);
        _report.Record("choice", $"It must be one of {known}.", Shown(ref reader, out var shown) ? shown : Encoding.UTF8.GetString(reader.ValueSpan));
        _report.Leave();
        return null;
    }

    /// <summary>Whether constraints hold for what a right value of the type has inside.</summary>
    private bool IsChecked(JsonTypeInfo type)
    {
        HashSet<Type>? seen = null; // a list may be one of its own items
        for (type = Element(type); type.ElementType is { } item; type = Element(_options.GetTypeInfo(item)))
        {
            if (!(seen ??= []).Add(type.Type))
                return false;
        }

        return _checks.Has(type.Type) || type.PolymorphismOptions?.DerivedTypes.Any(derived => _checks.Has(derived.DerivedType)) == true;
    }

    /// <summary>Checks a right item of a wrong list: its members' constraints, and its own items'.</summary>
    private void Check(JsonTypeInfo type, object? value)
    {
        if (value is null || IsDone)
            return;
        type = Element(type);
        if (value is IDictionary entries && type.Kind == JsonTypeInfoKind.Dictionary)
        {
            foreach (DictionaryEntry entry in entries)
            {
                _report.EnterExact(entry.Key.ToString()!);
                Check(_options.GetTypeInfo(type.ElementType!), entry.Value);
                _report.Leave();
            }
        }
        else if (value is IEnumerable items && type.Kind == JsonTypeInfoKind.Enumerable)
        {
            var index = 0;
            foreach (var item in items)
            {
                _report.Enter(index++);
                Check(_options.GetTypeInfo(type.ElementType!), item);
                _report.Leave();
            }
        }
        else if (_checks.Has(value.GetType()))
        {
            CheckMembers(value.GetType() == type.Type ? type : _options.GetTypeInfo(value.GetType()), value);
        }
    }

    private void CheckMembers(JsonTypeInfo type, object value)
    {
        var members = JsonMembers.Of(type);
        for (var order = 0; order < type.Properties.Count; order++)
        {
            var property = type.Properties[order];
            if (property.Get is not { } get || (property.AttributeProvider as MemberInfo)?.Name is not { } name)
                continue;
            _report.EnterExact(property.Name, members.IsSecret(order));
            _checks.Check(type.Type, name, get(value), _report);
            _report.Leave();
        }
    }

    private void Wrong(ref Utf8JsonReader reader, JsonTypeInfo type)
    {
        _looks--;
        if (Shown(ref reader, out var shown))
            _report.Record("type", $"It must be {TypeWords.Of(type)}.", shown);
        else
            _report.Record("json", NoText, null);
        reader.Skip();
    }

    /// <summary>The value as a report shows it.</summary>
    /// <returns>False for a string that is none.</returns>
    private static bool Shown(ref Utf8JsonReader reader, out object? shown)
    {
        shown = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                try
                {
                    shown = reader.GetString();
                    return true;
                }
                catch (InvalidOperationException)
                {
                    return false;
                }

            case JsonTokenType.Number when reader.ValueSpan.Length > LongestNumber:
                shown = Encoding.UTF8.GetString(reader.ValueSpan[..LongestNumber]) + "…";
                return true;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                var copy = reader;
                shown = JsonElement.ParseValue(ref copy);
                return true;
            default:
                return true; // members of an object may be secret
        }
    }
}
