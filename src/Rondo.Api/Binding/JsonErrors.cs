using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Rondo.Api.Values;

namespace Rondo.Api;

/// <summary>What System.Text.Json found wrong, in words for the sender: JSON names and pointers, and no name of a C# type.</summary>
/// <remarks>
/// The reader stops at the first error, and says what kind it is only in its message and in the exception inside. Those texts are not
/// localised; a text that is not recognised gives the general sentence of its code, never a wrong one.
/// </remarks>
internal static class JsonErrors
{
    private const int LongestPointer = 256;

    /// <summary>Describes any exception of a deserialization that is the sender's fault.</summary>
    /// <returns>False for one that is not: it should go on as it is.</returns>
    internal static bool TryDescribe(Exception exception, InputLocation where, [NotNullWhen(true)] out InputError? error)
    {
        error = exception switch
        {
            JsonException json => Describe(json, where),
            // Not a JsonException: an object without a discriminator whose declared type is abstract.
            NotSupportedException e when e.Message.Contains("must specify a type discriminator", StringComparison.Ordinal) =>
                new InputError(where, Pointer(PathOf(e.Message)), "discriminator", "The object does not say which of the known types it is: its discriminator is missing."),
            _ => null,
        };
        return error is not null;
    }

    internal static InputError Describe(JsonException e, InputLocation where)
    {
        var pointer = Pointer(e.Path);
        var message = e.Message;
        var isSecret = SecretNames.IsSecretPath(e.Path);
        if (e.InnerException is JsonException || e.Path is null)
            return new InputError(where, pointer, "json", Syntax(e, null, isSecret));
        if (message.Contains("type discriminator id", StringComparison.Ordinal))
            return !isSecret && Quoted(message) is { } id ? new(where, pointer, "discriminator", $"'{Cut(id)}' is not a known type.", Cut(id)) : new(where, pointer, "discriminator", "This is not a known type.");
        if (message.Contains("metadata property", StringComparison.Ordinal))
            return new(where, pointer, "discriminator", "The discriminator stands in the object twice, or where it is not understood.");
        if (message.Contains("missing required properties", StringComparison.Ordinal))
            return new(where, pointer, "missing", $"Required, and missing: {message[(message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.').Replace("'", null, StringComparison.Ordinal)}.");
        if (message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
            return new(where, pointer, "unknown", "There is no property of this name.");
        return new(where, pointer, "type", Expected(e) is { } expected ? $"Expected {expected}." : "The value is not of the type that is expected here.");
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

        return Cut(pointer.ToString());
    }

    /// <summary>The reader quotes names without escaping, so a name may hold a quote: it ends where a path can go on.</summary>
    private static int EndOfQuoted(ReadOnlySpan<char> path)
    {
        for (var i = 2; i + 1 < path.Length; i++)
        {
            if (path[i] == '\'' && path[i + 1] == ']' && (i + 2 == path.Length || path[i + 2] is '.' or '['))
                return i;
        }

        return path.Length;
    }

    /// <summary>Where and why a text is no JSON.</summary>
    /// <param name="e">What the reader said.</param>
    /// <param name="line">The line in the whole body, for a text that is one line of it.</param>
    /// <param name="isSecret">Whether the text there is a secret, of which the reader quotes a part.</param>
    internal static string Syntax(JsonException e, long? line = null, bool isSecret = false)
    {
        var place = $"Not valid JSON at line {line ?? (e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}";
        if (isSecret)
            return place + ".";
        var text = e.Message;
        var end = text.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0)
            end = text.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        text = Cut(end < 0 ? text : text[..end]).TrimEnd('.');
        if (text.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal))
            text = "there is no JSON";
        if (text.StartsWith("The maximum configured depth", StringComparison.Ordinal))
            text = text.Replace("configured ", null, StringComparison.Ordinal);
        return $"{place}: {text}.";
    }

    private static string? Expected(JsonException e)
    {
        if (e.Message.StartsWith(JsonTexts.Refusal, StringComparison.Ordinal))
            return e.Message[JsonTexts.Refusal.Length..].TrimEnd('.');
        if (e.InnerException is InvalidOperationException wrong && wrong.Message.LastIndexOf(" as ", StringComparison.Ordinal) is > 0 and var wanted)
            return wrong.Message[(wanted + 4)..].TrimEnd('.') switch { "a boolean" => "true or false", var other => other };
        if (e.InnerException is FormatException format)
        {
            var last = format.Message.TrimEnd('.').Split(' ')[^1];
            return TypeName(last == "format" ? format.Message.TrimEnd('.').Split(' ')[^2] : last) ?? TypeName(Converted(e.Message));
        }

        return TypeName(Converted(e.Message));
    }

    private static ReadOnlySpan<char> Converted(string message)
    {
        const string Before = "could not be converted to ";
        var start = message.IndexOf(Before, StringComparison.Ordinal);
        if (start < 0)
            return default;
        var name = message.AsSpan(start + Before.Length);
        var end = name.IndexOf(". ", StringComparison.Ordinal);
        name = end < 0 ? name.TrimEnd('.') : name[..end];
        return name.StartsWith("System.") ? name["System.".Length..] : name;
    }

    private static string? TypeName(ReadOnlySpan<char> type) => Scalars.WordsOf(type);

    private static string? Quoted(string text)
    {
        var start = text.IndexOf('\'', StringComparison.Ordinal);
        var end = text.LastIndexOf('\'');
        return end > start ? text[(start + 1)..end] : null;
    }

    private static string? PathOf(string message)
    {
        var start = message.IndexOf("Path: ", StringComparison.Ordinal);
        var end = message.IndexOf(" | LineNumber", StringComparison.Ordinal);
        return start >= 0 && end > start ? message[(start + 6)..end] : null;
    }

    private static string Cut(string text) => text.Length <= LongestPointer ? text : text[..LongestPointer] + "…";
}
