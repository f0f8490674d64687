namespace Rondo.Api.Values;

/// <summary>Reads a value from the whole of a text.</summary>
internal delegate bool TextParser<T>(ReadOnlySpan<char> text, out T value);
