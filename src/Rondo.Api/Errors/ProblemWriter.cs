using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Rondo.Api.Runtime;
using Rondo.Server.Requests;

namespace Rondo.Api;

/// <summary>Writes problems (RFC 9457), whatever the app's JSON options are.</summary>
internal static class ProblemWriter
{
    internal const string ContentType = "application/problem+json";

    internal static Task WriteAsync(HttpContext http, ApiError error, int invalidInputStatus)
    {
        var invalid = error as InvalidInput;
        var status = invalid is null ? error.Status : invalidInputStatus;
        if (error.HeadersIfAny is { } headers)
        {
            foreach (var (name, value) in headers)
                http.Response.Headers[name] = value;
        }

        return WriteAsync(http, status, error.Title, error.Detail, error.Type, writer =>
        {
            if (invalid is not null)
                WriteErrors(writer, invalid.Errors);
            if (error.ExtensionsIfAny is not { } extensions)
                return;
            foreach (var (name, value) in extensions)
            {
                writer.WritePropertyName(name);
                WriteValue(writer, value);
            }
        });
    }

    /// <summary>A problem that is known by its status alone.</summary>
    internal static Task WriteAsync(HttpContext http, int status) =>
        WriteAsync(http, status, ReasonPhrases.GetReasonPhrase(status), null, null, null);

    internal static Task WriteAsync(HttpContext http, int status, string title, string? detail, string? type, Action<Utf8JsonWriter>? more)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (type is not null)
                writer.WriteString("type", type);
            writer.WriteString("title", title);
            writer.WriteNumber("status", status);
            if (detail is not null)
                writer.WriteString("detail", detail);
            more?.Invoke(writer);
            writer.WriteEndObject();
        }

        EarlyContent.Drop(http);
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = buffer.WrittenCount;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(buffer.WrittenMemory).AsTask();
    }

    internal static void WriteErrors(Utf8JsonWriter writer, IEnumerable<InputError> errors)
    {
        writer.WriteStartArray("errors");
        foreach (var error in errors)
            WriteError(writer, error);
        writer.WriteEndArray();
    }

    /// <summary>One input error, in a problem or in a WebSocket's answer.</summary>
    internal static void WriteError(Utf8JsonWriter writer, InputError error)
    {
        writer.WriteStartObject();
        writer.WriteString("in", Name(error.In));
        writer.WriteString("pointer", error.Pointer);
        writer.WriteString("code", error.Code);
        writer.WriteString("message", error.Message);
        if (error.Value is not null)
        {
            writer.WritePropertyName("value");
            WriteValue(writer, error.Value);
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

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(ErrorReport.Cut(text));
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case JsonElement element:
                if (element.GetRawText() is { Length: <= 200 } raw)
                    writer.WriteRawValue(raw);
                else
                    writer.WriteStringValue(ErrorReport.Cut(element.GetRawText()));
                break;
            case System.Collections.IEnumerable items:
                writer.WriteStartArray();
                foreach (var item in items.Cast<object?>().Take(20))
                    WriteValue(writer, item);
                writer.WriteEndArray();
                break;
            case IFormattable formattable:
                writer.WriteStringValue(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                // An object of the program's: its JSON form is not ours to show, and its name says what it was.
                writer.WriteStringValue(value.GetType().Name);
                break;
        }
    }
}
