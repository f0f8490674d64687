using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Rondo.Web.Tests.Values;

/// <summary>As much of JSON Schema as scalars need, formats included; a keyword that it does not know is an exception.</summary>
internal static partial class ValueSchema
{
    /// <summary>Returns whether a JSON text is valid. An integer is taken as JSON writes integers: without a fraction and an exponent.</summary>
    internal static bool IsValid(JsonNode schema, string json)
    {
        JsonElement value;
        try
        {
            value = JsonDocument.Parse(json).RootElement;
            _ = value.ValueKind == JsonValueKind.String ? value.GetString() : "";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false; // also half of a surrogate pair
        }

        return schema.AsObject().All(pair => Holds(pair.Key, pair.Value!, value));
    }

    private static bool Holds(string keyword, JsonNode argument, JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var number = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null;
        return keyword switch
        {
            "type" => argument is JsonArray several ? several.Any(each => Is(value, each!.GetValue<string>())) : Is(value, argument.GetValue<string>()),
            "enum" => argument.AsArray().Any(each => each is null ? value.ValueKind == JsonValueKind.Null : JsonElement.DeepEquals(JsonDocument.Parse(each.ToJsonString()).RootElement, value)),
            "not" => !argument.AsObject().All(pair => Holds(pair.Key, pair.Value!, value)),
            "pattern" => text is null || Regex.IsMatch(text, Regex.Replace(argument.GetValue<string>(), @"\$$", @"\z"), RegexOptions.CultureInvariant), // .NET's $ lets a line end follow
            "minLength" => text is null || text.EnumerateRunes().Count() >= argument.GetValue<int>(),
            "maxLength" => text is null || text.EnumerateRunes().Count() <= argument.GetValue<int>(),
            "minimum" => number is null || Compare(number, argument.ToJsonString()) >= 0,
            "maximum" => number is null || Compare(number, argument.ToJsonString()) <= 0,
            "exclusiveMinimum" => number is null || Compare(number, argument.ToJsonString()) > 0,
            "exclusiveMaximum" => number is null || Compare(number, argument.ToJsonString()) < 0,
            "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= argument.GetValue<int>(),
            "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= argument.GetValue<int>(),
            "minProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() >= argument.GetValue<int>(),
            "maxProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() <= argument.GetValue<int>(),
            "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => argument.AsObject().All(pair => Holds(pair.Key, pair.Value!, item))),
            "additionalProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(member => argument.AsObject().All(pair => Holds(pair.Key, pair.Value!, member.Value))),
            "uniqueItems" or "contentEncoding" => true,
            "format" => text is null || HasFormat(argument.GetValue<string>(), text),
            "default" or "description" => true,
            _ => throw new NotSupportedException(keyword),
        };
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetRawText().TrimStart('-').All(char.IsAsciiDigit),
        "number" => value.ValueKind == JsonValueKind.Number,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new NotSupportedException(type),
    };

    private static int Compare(string left, string right)
    {
        if (BigInteger.TryParse(left, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a) && BigInteger.TryParse(right, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var b))
            return a.CompareTo(b);
        return double.Parse(left, CultureInfo.InvariantCulture).CompareTo(double.Parse(right, CultureInfo.InvariantCulture));
    }

    private static bool HasFormat(string format, string text) => format switch
    {
        "date" => Date().IsMatch(text) && IsDay(text),
        "date-time" => DateAndTime().IsMatch(text) && IsDay(text),
        "time-local" => true, // the pattern says it
        "email" or "uri" or "byte" => true,
        "uuid" => Uuid().IsMatch(text),
        "uri-reference" => UriReference().IsMatch(text) && !ColonInFirstSegment().IsMatch(text),
        _ => throw new NotSupportedException(format),
    };

    private static bool IsDay(string text) => DateTime.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\z")]
    private static partial Regex Date();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\z")]
    private static partial Regex DateAndTime();

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\A(?![A-Za-z][A-Za-z0-9+.-]*:)[^/?#]*:")]
    private static partial Regex ColonInFirstSegment();

    /// <summary>From appendix B of RFC 3986, with the characters that each part may have.</summary>
    [GeneratedRegex(@"\A(([A-Za-z][A-Za-z0-9+.-]*):)?(//(\[[0-9a-fA-F:.]+\]|([\w.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*))?([\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*(\?([\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(#([\w.~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?\z", RegexOptions.ECMAScript)]
    private static partial Regex UriReference();
}
