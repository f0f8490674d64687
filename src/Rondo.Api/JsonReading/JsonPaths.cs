using System.Text;
using System.Text.Json;
using Rondo.Api.Secrets;

namespace Rondo.Api.JsonReading;

/// <summary>Places in texts: where one stops being JSON, and the serializer's paths as pointers.</summary>
internal static class JsonPaths
{
    private const int LongestPointer = 256;

    /// <summary>
    /// Leads a report to the value in which a text stops being JSON; the serializer's own path lacks the members of constructors.
    /// </summary>
    /// <returns>How many levels the report has entered.</returns>
    internal static int EnterWhereReadingFails(ReadOnlySpan<byte> json, JsonSerializerOptions options, ErrorReport report)
    {
        var reader = new Utf8JsonReader(json, JsonDiagnosis.ReaderOptions(options));
        var path = new List<Step>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        path[^1] = new Step((int)reader.TokenStartIndex, -1);
                        continue;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        path.RemoveAt(path.Count - 1);
                        break;
                    default:
                        if (path.Count > 0 && path[^1].IsItem)
                            path[^1] = path[^1] with { Index = path[^1].Index + 1 };
                        break;
                }

                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    path.Add(new Step(Step.Item, -1));
                else if (path.Count > 0 && !path[^1].IsItem)
                    path[^1] = new Step(Step.Between, -1);
            }
        }
        catch (JsonException)
        {
        }

        var levels = 0;
        foreach (var step in path)
        {
            if (step.IsItem && step.Index >= 0)
                report.Enter(step.Index);
            else if (step.Name >= 0)
                report.EnterExact(NameAt(json[step.Name..]));
            else
                continue;
            levels++;
        }

        return levels;
    }

    /// <summary>The name that a text begins with.</summary>
    private static string NameAt(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        reader.Read();
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan); // half a surrogate pair
        }
    }

    /// <summary>An RFC 6901 pointer from the reader's path: <c>$.a[0]['b.c']</c> is <c>/a/0/b.c</c>.</summary>
    internal static string Pointer(string? path)
    {
        if (path is null or "$" or "")
            return "";
        var pointer = new StringBuilder();
        var rest = path.AsSpan(path[0] == '$' ? 1 : 0);
        while (!rest.IsEmpty && pointer.Length < LongestPointer)
        {
            ReadOnlySpan<char> name;
            if (rest.StartsWith("['"))
            {
                var end = EndOfQuoted(rest);
                name = rest[2..end];
                rest = rest[Math.Min(rest.Length, end + 2)..];
            }
            else if (rest[0] == '[')
            {
                var end = rest.IndexOf(']');
                end = end < 0 ? rest.Length : end;
                name = rest[1..end];
                rest = rest[Math.Min(rest.Length, end + 1)..];
            }
            else
            {
                rest = rest[0] == '.' ? rest[1..] : rest;
                var end = rest.IndexOfAny('.', '[');
                end = end < 0 ? rest.Length : Math.Max(end, 1);
                name = rest[..Math.Min(end, rest.Length)];
                rest = rest[name.Length..];
            }

            pointer.Append('/');
            foreach (var c in name)
                _ = c switch { '~' => pointer.Append("~0"), '/' => pointer.Append("~1"), _ => pointer.Append(c) };
        }

        return Shortened.To(pointer.ToString(), LongestPointer);
    }

    /// <summary>The reader quotes names without escaping, so a name may hold a quote: it ends where a path can continue.</summary>
    private static int EndOfQuoted(ReadOnlySpan<char> path)
    {
        for (var i = 2; i + 1 < path.Length; i++)
        {
            if (path[i] == '\'' && path[i + 1] == ']' && (i + 2 == path.Length || path[i + 2] is '.' or '['))
                return i;
        }

        return path.Length;
    }

    /// <summary>
    /// One level of the way: an item, or a member by the place of its name; no strings for names that the error is not at.
    /// </summary>
    private readonly record struct Step(int Name, int Index)
    {
        internal const int Item = -1;
        internal const int Between = -2; // two members

        internal bool IsItem => Name == Item;
    }
}
