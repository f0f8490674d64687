using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Rondo.Api.Secrets;

namespace Rondo.Api.JsonReading;

/// <content>The reports of wrong values.</content>
internal sealed partial class JsonDiagnosis
{
    private const int LongestNumber = 200;

    private void Wrong(ref Utf8JsonReader reader, JsonTypeInfo type, Exception? cause)
    {
        var isOfSerializer = cause is not null && JsonReasons.OfProgram(cause) is null;
        if (isOfSerializer && type is { Kind: JsonTypeInfoKind.Dictionary, KeyType: { } key } && key != typeof(string))
            _report.Record("type", $"Each of its names must be {TypeWords.Of(_options.GetTypeInfo(key))}.", null);
        else
            Report(ref reader, type, cause);
    }

    /// <param name="reader">At the value.</param>
    /// <param name="type">The expected type; null where a converter of the member's own reads it, as it likes.</param>
    /// <param name="cause">The exception about the value, if there was one.</param>
    private void Report(ref Utf8JsonReader reader, JsonTypeInfo? type, Exception? cause)
    {
        _looks--;
        var own = JsonReasons.OfProgram(cause);
        if (reader.TokenType == JsonTokenType.Null && own is null)
            _report.FailNull();
        else if (!TryGetShown(ref reader, out var shown))
            NoText(reader.ValueSpan);
        else if (own is null)
            _report.Record("type", type is null ? SecretTexts.NotValid : JsonReasons.Of(type), shown);
        else
            // Words of the program's may quote the value, and a constructor's those of its parameters.
            _report.Record("type", _report.IsSecretHere || HoldsSecrets(type) ? SecretTexts.NotValid : own, shown);
        reader.Skip();
    }

    private static bool HoldsSecrets(JsonTypeInfo? type) => type is { Kind: JsonTypeInfoKind.Object } && JsonMembers.Of(type).HasSecrets;

    /// <summary>The reader takes any escape and any byte, and throws when it is asked for the text.</summary>
    private void NoText(ReadOnlySpan<byte> text)
    {
        var what = Utf8.IsValid(text) ? "half of a surrogate pair, which is no character" : "bytes that are not UTF-8";
        _report.Record("json", $"A string has {what}.", null);
    }

    /// <summary>Whether a name or string is this one; one that is no text is none.</summary>
    private static bool IsText(ref Utf8JsonReader reader, string text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Reads a name, or reports that it is no text.</summary>
    private bool TryGetName(ref Utf8JsonReader reader, out string name)
    {
        try
        {
            name = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            NoText(reader.ValueSpan);
            name = "";
            return false;
        }
    }

    /// <summary>The value as a report shows it.</summary>
    /// <returns>False for a string that is none.</returns>
    private static bool TryGetShown(ref Utf8JsonReader reader, out object? shown)
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
                shown = Shortened.To(Encoding.UTF8.GetString(reader.ValueSpan[..(LongestNumber + 1)]), LongestNumber);
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
