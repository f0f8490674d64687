using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Rondo.Api.Values;

/// <summary>Hands the text of a JSON token to a parser.</summary>
internal static class JsonTexts
{
    private const int OnStack = 128;

    /// <summary>How the message of a refused value begins; the words for what is expected and a full stop follow.</summary>
    internal const string Refusal = "It must be ";

    internal static bool TryParse<T>(ref Utf8JsonReader reader, JsonTokenType expected, TextParser<T> parse, out T value)
    {
        if (reader.TokenType != expected)
        {
            value = default!;
            return false;
        }

        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        char[]? rented = null;
        Span<char> text = length <= OnStack ? stackalloc char[OnStack] : rented = ArrayPool<char>.Shared.Rent(length);
        try
        {
            return parse(text[..Copy(ref reader, text)], out value);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<char>.Shared.Return(rented);
        }
    }

    internal static JsonException Refused(string expected) => new($"{Refusal}{expected}.");

    private static int Copy(ref Utf8JsonReader reader, scoped Span<char> text)
    {
        if (reader.TokenType != JsonTokenType.Number)
            return reader.CopyString(text);
        return Encoding.UTF8.GetChars(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan, text);
    }
}
