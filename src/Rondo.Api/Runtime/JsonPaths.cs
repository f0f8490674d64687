using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rondo.Api.Runtime;

/// <summary>The serializer's paths (<c>$.tags[3].name</c>) as JSON Pointers (<c>/tags/3/name</c>), and its messages without them.</summary>
internal static class JsonPaths
{
    internal static string ToPointer(string path)
    {
        var pointer = new StringBuilder();
        for (var i = path.StartsWith('$') ? 1 : 0; i < path.Length;)
        {
            string segment;
            if (path[i] == '[')
            {
                // An index, or a name with odd characters: ['a.b'].
                var quoted = i + 1 < path.Length && path[i + 1] == '\'';
                var end = quoted ? path.IndexOf("']", i + 2, StringComparison.Ordinal) : path.IndexOf(']', i);
                if (end < 0)
                    end = path.Length;
                segment = quoted ? path[(i + 2)..end] : path[(i + 1)..end];
                i = Math.Min(path.Length, end + (quoted ? 2 : 1));
            }
            else
            {
                var start = path[i] == '.' ? i + 1 : i;
                var end = path.AsSpan(start).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : start + end;
                segment = path[start..end];
                i = Math.Max(end, i + 1);
            }

            pointer.Append('/').Append(ErrorReport.Escape(segment));
        }

        return pointer.ToString();
    }

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

        return message;
    }
}
