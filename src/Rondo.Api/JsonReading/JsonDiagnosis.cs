using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Binding;
using Rondo.Api.Runtime;
using Rondo.Api.Secrets;

namespace Rondo.Api.JsonReading;

/// <summary>
/// Finds everything that is wrong with a text that could not be deserialized, where the serializer stops at the first: goes through
/// the JSON once, beside the types' contracts. Runs for wrong texts only: bodies, lines of them and messages of WebSockets.
/// </summary>
/// <remarks>
/// A value is deserialized in one piece, to learn whether it is right and to check its constraints. Where that fails,
/// <see cref="JsonFailure"/> says how far it came, so that only the pieces behind that place are deserialized next, and each byte once.
/// Wrong values inside of wrong values could make that more: a budget bounds it, and without a piece in one the leaves alone are
/// deserialized. Right values are gone through once more where they may hold nulls that C# forbids; nothing is deserialized for that.
/// </remarks>
internal sealed partial class JsonDiagnosis
{
    private const int CostOfWrong = 200; // the serializer and the element throw: some 40 us, where a look takes 0.2 us
    private const int SpareBytes = 64 * 1024; // small texts may be read again and again: that takes well below a millisecond

    private readonly JsonSerializerOptions _options;
    private readonly JsonReaderOptions _reading;
    private readonly ErrorReport _report;
    private readonly ReadOnlyMemory<byte> _text;
    private bool _isChecking = true; // constraints; where a whole value is right they are checked on the whole
    private long _bytes; // that may still be deserialized
    private int _looks = 100_000; // some 20 ms: who sends nonsense must not hold the loop for longer than who sends sense

    private JsonDiagnosis(ReadOnlyMemory<byte> text, JsonSerializerOptions options, ErrorReport report)
    {
        (_text, _options, _report) = (text, options, report);
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
    /// <param name="input">The whole text.</param>
    /// <param name="json">The contract of the expected type.</param>
    /// <param name="shape">The demands that the contract does not show.</param>
    /// <param name="cause">The exception of its deserialization; null for a value that has a null where none may be.</param>
    /// <param name="report">Takes the errors, at the place where it stands.</param>
    /// <param name="line">The line of the body with which the text begins.</param>
    internal static void Run(
        in ReadOnlySequence<byte> input, JsonTypeInfo json, InputShape shape, Exception? cause, ErrorReport report, long line = 1)
    {
        var text = input.IsSingleSegment ? input.First : input.ToArray();
        var before = report.Count;
        if (!IsJson(text.Span, json.Options, report, line))
            return;
        var diagnosis = new JsonDiagnosis(text, json.Options, report);
        diagnosis.Run(json, shape, cause);
        if (report.Count > before)
            return;
        // The search ended early.
        if (cause is not null)
        {
            var pointer = JsonPaths.Pointer((cause as JsonException)?.Path);
            report.RecordBelow(pointer, "type", JsonReasons.OfProgram(cause) ?? SecretTexts.NotValid);
        }
        else if (diagnosis.IsDone)
            report.Record("null", "A value inside is null, and must not be.", null);
    }

    private static bool IsJson(ReadOnlySpan<byte> text, JsonSerializerOptions options, ErrorReport report, long line)
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
            var levels = JsonPaths.EnterWhereReadingFails(text, options, report);
            var place = $"The text is not valid JSON: line {exception.LineNumber + line}, position {exception.BytePositionInLine + 1}";
            // The reason quotes what stands there.
            report.Record("json", report.IsSecretHere ? place + "." : $"{place}: {JsonReasons.Syntax(exception)}", null);
            for (; levels > 0; levels--)
                report.Leave();
            return false;
        }
    }

    private void Run(JsonTypeInfo json, InputShape shape, Exception? cause)
    {
        var reader = new Utf8JsonReader(_text.Span, _reading);
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var failure = cause is null ? JsonFailure.Nowhere : JsonFailure.Locate(_text.Span[start..], start, cause, _reading);
        var found = Found;
        var element = Element(json);
        if (reader.TokenType == JsonTokenType.Null)
            Wrong(ref reader, element, cause);
        else
            Descend(ref reader, element, shape, failure);
        if (cause is not null && !IsDone && Found == found)
            Wrong(ref reader, element, cause);
        _report.IsIncomplete |= IsDone && _report.IsFull;
    }

    /// <summary>Whether a value may be deserialized in one piece: it is no longer than the rest of the text.</summary>
    private bool IsAffordable(long start) => _text.Length - start <= _bytes;

    private bool IsChecked(InputShape shape) => _isChecking && shape.Type?.IsChecked == true;

    /// <summary>Looks at one value; leaves the reader at its end.</summary>
    /// <param name="reader">Stands at its beginning.</param>
    /// <param name="type">The expected type.</param>
    /// <param name="shape">The demands that the contract does not show.</param>
    /// <param name="failure">The result of an earlier attempt to read it.</param>
    /// <param name="wanted">Whether its value is asked for: its constraints are checked.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the value is there: it is right, and wanted or new.</returns>
    private bool Value(
        ref Utf8JsonReader reader, JsonTypeInfo type, InputShape shape, in JsonFailure failure, bool wanted, out object? value)
    {
        value = null;
        var start = reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null && CanBeNull(type.Type))
        {
            if (shape.RefusesNull)
                Wrong(ref reader, type, null);
            return !shape.RefusesNull;
        }

        var element = Element(type);
        if (failure.IsBehind(start) && !wanted)
        {
            if (shape.HasInside && Fits(reader.TokenType, element))
                Descend(ref reader, element, shape, failure);
            else
                reader.Skip();
            return false;
        }

        _looks--;
        var isInside = failure.IsInside(start);
        var known = isInside ? failure : JsonFailure.Unknown();
        // A leaf's bytes come once. A value that begins with the wrong token needs no exception to tell.
        var tries = !isInside
            && (reader.TokenType == JsonTokenType.Null || Fits(reader.TokenType, element))
            && (element.Kind == JsonTypeInfoKind.None || IsAffordable(start));
        var found = Found;
        var again = reader;
        if (tries && TryRead(ref reader, type, out value, out known))
            return !shape.HasInside || !HasNulls(ref again, element, shape);
        Descend(ref reader, element, shape, known);
        if ((tries || isInside) && !IsDone && Found == found)
            Wrong(ref reader, element, known.Cause); // a rule that the contract does not show
        return false;
    }

    /// <summary>Reports the nulls inside of a value that the serializer took.</summary>
    private bool HasNulls(ref Utf8JsonReader reader, JsonTypeInfo type, InputShape shape)
    {
        if (!Fits(reader.TokenType, type))
            return false;
        var found = Found;
        var isChecking = _isChecking;
        _isChecking = false;
        Descend(ref reader, type, shape, JsonFailure.Nowhere);
        _isChecking = isChecking;
        return Found > found;
    }

    private JsonTypeInfo Element(JsonTypeInfo type) =>
        (Nullable.GetUnderlyingType(type.Type) ?? IOptional.ValueType(type.Type) ?? SetTypes.SetOf(type.Type)) is { } inner
            ? Element(_options.GetTypeInfo(inner))
            : type;

    private static bool CanBeNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;

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
        catch (Exception exception) when (JsonReasons.IsOfInput(exception))
        {
            _looks -= CostOfWrong;
            value = null;
            failure = type.Kind == JsonTypeInfoKind.None
                ? JsonFailure.Unknown(exception)
                : JsonFailure.Locate(text, start, exception, _reading);
            return false;
        }
    }

    private void Descend(ref Utf8JsonReader reader, JsonTypeInfo type, InputShape shape, in JsonFailure failure)
    {
        if (!Fits(reader.TokenType, type))
            Wrong(ref reader, type, null);
        else if (type.Kind == JsonTypeInfoKind.Object)
            Object(ref reader, type, shape.Type, failure);
        else if (type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item })
            Items(ref reader, _options.GetTypeInfo(item), shape.Element, failure);
        else if (type is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } entry })
            Entries(ref reader, _options.GetTypeInfo(entry), shape.Element, failure);
        else if (failure.IsBehind(reader.TokenStartIndex))
            reader.Skip();
        else
            Wrong(ref reader, type, failure.Cause);
    }

    private void Items(ref Utf8JsonReader reader, JsonTypeInfo item, InputShape shape, in JsonFailure failure)
    {
        for (var index = 0; !IsDone && reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            _report.Enter(index);
            Item(ref reader, item, shape, failure);
            _report.Leave();
        }
    }

    private void Entries(ref Utf8JsonReader reader, JsonTypeInfo entry, InputShape shape, in JsonFailure failure)
    {
        while (!IsDone && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader;
            reader.Read();
            if (failure.IsBehind(reader.TokenStartIndex) && !IsChecked(shape) && !shape.HasInside && !shape.RefusesNull)
            {
                reader.Skip(); // no string for a key that is right
                continue;
            }

            if (TryGetName(ref name, out var key))
            {
                _report.EnterExact(key);
                Item(ref reader, entry, shape, failure);
                _report.Leave();
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>An item or entry. The constraints of a right one of a wrong collection are checked on itself.</summary>
    private void Item(ref Utf8JsonReader reader, JsonTypeInfo type, InputShape shape, in JsonFailure failure)
    {
        var element = Element(type);
        var wanted = IsChecked(shape);
        if (wanted && element.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary && Fits(reader.TokenType, element))
            Descend(ref reader, element, shape, failure); // whatever kind of collection it is, its objects are checked one by one
        else if (Value(ref reader, type, shape, failure, wanted, out var value) && wanted && value is not null && !IsDone)
            shape.Type!.Validate(value, _report);
    }
}
