using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Rondo.Api.Runtime;

/// <summary>Where a text stops being JSON, and the serializer's messages without their paths.</summary>
internal static class JsonPaths
{
    /// <summary>Leads a report to the value in which a text stops being JSON; the serializer's own path lacks the members of constructors.</summary>
    internal static void EnterWhereReadingFails(ReadOnlySpan<byte> json, JsonSerializerOptions options, ErrorReport report)
    {
        var reader = new Utf8JsonReader(json, BodyDiagnosis.ReaderOptions(options));
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

        foreach (var step in path)
        {
            if (step.IsItem && step.Index >= 0)
                report.Enter(step.Index);
            else if (step.Name >= 0)
                report.EnterExact(NameAt(json[step.Name..]));
        }
    }

    /// <summary>Whether a text stops being JSON inside of a secret, which the reader's message then quotes.</summary>
    internal static bool IsSecretWhereReadingFails(in ReadOnlySequence<byte> json, JsonSerializerOptions options)
    {
        var report = new ErrorReport(static name => name);
        EnterWhereReadingFails(json.IsSingleSegment ? json.FirstSpan : json.ToArray(), options, report);
        return report.IsSecretHere;
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

    /// <summary>One level of the way: an item, or a member by the place of its name; no strings for names that the error is not at.</summary>
    private readonly record struct Step(int Name, int Index)
    {
        internal const int Item = -1;
        internal const int Between = -2; // two members

        internal bool IsItem => Name == Item;
    }
}
