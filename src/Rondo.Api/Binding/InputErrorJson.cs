using System.Globalization;
using System.Text.Json;

namespace Rondo.Api;

/// <summary>An input error as callers see it.</summary>
internal static class InputErrorJson
{
    private const int LongestValue = 200;

    internal static void Write(Utf8JsonWriter json, InputError error)
    {
        json.WriteStartObject();
        json.WriteString("in", NameOf(error.In));
        json.WriteString("pointer", error.Pointer);
        json.WriteString("code", error.Code);
        json.WriteString("message", error.Message);
        if (error.Value is not null)
        {
            json.WritePropertyName("value");
            WriteValue(json, error.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                json.WriteStringValue(text.Length <= LongestValue ? text : text[..LongestValue] + "…");
                break;
        }
    }

    private static string NameOf(InputLocation location) => location switch
    {
        InputLocation.Path => "path",
        InputLocation.Query => "query",
        InputLocation.Header => "header",
        InputLocation.Cookie => "cookie",
        InputLocation.Form => "form",
        InputLocation.Body => "body",
        _ => "message",
    };
}
