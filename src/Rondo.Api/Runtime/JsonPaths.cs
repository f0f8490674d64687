using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Rondo.Api.Runtime;

/// <summary>Where a text stops being JSON, and the serializer's messages without their paths.</summary>
internal static class JsonPaths
{
    /// <summary>A pointer to the value in which a text stops being JSON; the serializer's own path lacks the members of constructors.</summary>
    internal static string WhereReadingFails(ReadOnlySequence<byte> json, JsonSerializerOptions options)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowTrailingCommas = options.AllowTrailingCommas, CommentHandling = options.ReadCommentHandling, MaxDepth = options.MaxDepth });
        var path = new List<(string? Name, int Index)>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        path[^1] = (reader.GetString(), -1);
                        continue;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        path.RemoveAt(path.Count - 1);
                        break;
                    default:
                        if (path.Count > 0 && path[^1].Name is null)
                            path[^1] = (null, path[^1].Index + 1);
                        break;
                }

                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    path.Add((null, -1));
                else if (path.Count > 0 && path[^1].Name is not null)
                    path[^1] = ("", -1); // between two members
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
        }

        return string.Concat(path.Where(static segment => segment.Name is { Length: > 0 } || segment.Index >= 0).Select(static segment => "/" + (segment.Name is null ? segment.Index.ToString(CultureInfo.InvariantCulture) : ErrorReport.Escape(segment.Name))));
    }

    internal static string Reason(JsonException exception)
    {
        // "… Path: $.a | LineNumber: 0 | BytePositionInLine: 5." is for programmers.
        var message = exception.Message;
        foreach (var tail in (ReadOnlySpan<string>)[" Path:", " LineNumber:"])
        {
            var cut = message.IndexOf(tail, StringComparison.Ordinal);
            if (cut > 0)
                message = message[..cut];
        }

        // The names of the program's types are not for its clients.
        const string type = " could not be converted to ", members = " was missing required properties including: ";
        if (message.IndexOf(type, StringComparison.Ordinal) is > 0 and var at)
            return message[..(at + type.Length - " to ".Length)] + ".";
        if (message.IndexOf(members, StringComparison.Ordinal) is > 0 and var missing)
            return "Members are missing: " + message[(missing + members.Length)..];
        return message;
    }
}
