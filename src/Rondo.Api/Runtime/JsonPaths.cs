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
