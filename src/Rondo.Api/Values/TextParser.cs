namespace Rondo.Api.Values;

/// <summary>Reads a value from the whole of a text.</summary>
internal delegate bool TextParser<T>(ReadOnlySpan<char> text, out T value);

/// <summary>Reads a number where it stands, without its text; false where the text has to tell.</summary>
internal delegate bool JsonNumberReader<T>(ref System.Text.Json.Utf8JsonReader reader, out T value);
