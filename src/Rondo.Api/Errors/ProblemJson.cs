using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api.Secrets;
using Rondo.Api.Values;

namespace Rondo.Api.Errors;

/// <summary>Writes the JSON of problems (RFC 9457), whatever the app's JSON options are.</summary>
internal static class ProblemJson
{
    internal const string Errors = "errors";

    /// <summary>After how many bytes the list of errors ends: a small request is not answered with a large report.</summary>
    private const int LargestReport = 32 * 1024;

    /// <summary>How many characters pointers and messages have, at most.</summary>
    private const int LongestText = 1000;

    /// <summary>How many characters a value has, at most.</summary>
    private const int LongestValue = 200;

    /// <summary>A problem as JSON.</summary>
    /// <param name="problem">The problem. A derived class is written as the app's JSON options have it.</param>
    /// <param name="input">The invalid input that it tells of, if it does.</param>
    /// <param name="options">For the members that are objects of the program's.</param>
    internal static byte[] Write(ProblemDetails problem, InvalidInput? input, JsonSerializerOptions options)
    {
        if (problem.GetType() != typeof(ProblemDetails))
            return JsonSerializer.SerializeToUtf8Bytes(problem, options.GetTypeInfo(problem.GetType()));
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        if (problem.Type is not null)
            writer.WriteString("type", problem.Type);
        writer.WriteString("title", problem.Title);
        if (problem.Status is { } status)
            writer.WriteNumber("status", status);
        if (problem.Detail is not null)
            writer.WriteString("detail", problem.Detail);
        if (problem.Instance is not null)
            writer.WriteString("instance", problem.Instance);
        foreach (var (name, value) in problem.Extensions)
        {
            if (name == Errors && value is IReadOnlyList<InputError> errors)
            {
                WriteErrors(writer, errors, input?.Omitted ?? 0, input?.IsIncomplete ?? false);
                continue;
            }

            writer.WritePropertyName(name);
            WriteMember(writer, value, options);
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A member that the program has added: a value, or an object that the app's JSON options know.</summary>
    private static void WriteMember(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        if (value is LongText text)
            writer.WriteStringValue(text.Text);
        else if (value is not (null or string or IFormattable or bool or JsonElement)
            && options.TryGetTypeInfo(value.GetType(), out var type))
            JsonSerializer.Serialize(writer, value, type);
        else
            WriteValue(writer, value);
    }

    /// <summary>
    /// Writes as many errors as fit into a bounded report, and how many do not: <c>omitted</c>, and <c>incomplete</c> where the
    /// search ended early.
    /// </summary>
    internal static void WriteErrors(Utf8JsonWriter writer, IReadOnlyList<InputError> errors, int omitted, bool isIncomplete)
    {
        var start = writer.BytesCommitted + writer.BytesPending;
        var written = 0;
        writer.WriteStartArray("errors");
        while (written < errors.Count && written < ErrorReport.Limit && writer.BytesCommitted + writer.BytesPending - start < LargestReport)
            WriteError(writer, errors[written++]);
        writer.WriteEndArray();
        omitted += errors.Count - written;
        if (omitted > 0)
            writer.WriteNumber("omitted", omitted);
        if (isIncomplete)
            writer.WriteBoolean("incomplete", true);
    }

    /// <summary>One input error, in a problem or in a WebSocket's answer.</summary>
    private static void WriteError(Utf8JsonWriter writer, InputError error)
    {
        writer.WriteStartObject();
        writer.WriteString("in", Name(error.In));
        writer.WriteString("pointer", Shortened.To(error.Pointer, LongestText));
        writer.WriteString("code", Shortened.To(error.Code, LongestText));
        writer.WriteString("message", Shortened.To(error.Message, LongestText));
        if (error.Value is not null)
        {
            writer.WritePropertyName("value");
            WriteInput(writer, error.Value);
        }

        writer.WriteEndObject();
    }

    internal static string Name(InputLocation location) => location switch
    {
        InputLocation.Path => "path",
        InputLocation.Query => "query",
        InputLocation.Header => "header",
        InputLocation.Cookie => "cookie",
        InputLocation.Form => "form",
        InputLocation.Message => "message",
        _ => "body",
    };

    /// <summary>A value that a caller sent: bounded, without secrets that stand in it, and without members, which may be secret.</summary>
    private static void WriteInput(Utf8JsonWriter writer, object? value, int depth = 0)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(SecretTexts.Show(text, LongestValue));
                break;
            case JsonElement { ValueKind: JsonValueKind.String } element:
                writer.WriteStringValue(SecretTexts.Show(element.GetString()!, LongestValue));
                break;
            case JsonElement { ValueKind: JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Undefined } element:
                writer.WriteStringValue(element.ValueKind.ToString());
                break;
            case System.Collections.IEnumerable items when depth == 0:
                writer.WriteStartArray();
                foreach (var item in items.Cast<object?>().Take(20))
                    WriteInput(writer, item, depth + 1);
                writer.WriteEndArray();
                break;
            case System.Collections.IEnumerable:
                writer.WriteStringValue(value.GetType().Name);
                break;
            default:
                WriteValue(writer, value);
                break;
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(Shortened.To(text, LongestValue));
                break;
            case JsonElement element:
                if (element.GetRawText() is { Length: <= LongestValue } raw)
                    writer.WriteRawValue(raw);
                else
                    writer.WriteStringValue(Shortened.To(element.GetRawText(), LongestValue));
                break;
            case System.Collections.IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items.Cast<object?>().Take(20))
                    WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            case Enum:
                WriteNode(writer, EnumNames.Of(value.GetType(), null).Node(value));
                break;
            case not null when Scalars.Of(value.GetType()) is { } scalar:
                WriteNode(writer, scalar.Node(value));
                break;
            case IFormattable formattable:
                writer.WriteStringValue(SecretTexts.Show(formattable.ToString(null, CultureInfo.InvariantCulture), LongestValue));
                break;
            default:
                // An object of the program's: its JSON form is not ours to show, and its name says what it was.
                writer.WriteStringValue(value.GetType().Name);
                break;
        }
    }

    /// <summary>Writes a value in the notation that it is read in.</summary>
    private static void WriteNode(Utf8JsonWriter writer, JsonNode? node)
    {
        if (node?.GetValueKind() == JsonValueKind.String)
            writer.WriteStringValue(SecretTexts.Show(node.GetValue<string>(), LongestValue));
        else
            writer.WriteRawValue(node?.ToJsonString() ?? "null");
    }
}
