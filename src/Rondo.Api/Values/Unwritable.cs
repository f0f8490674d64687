using System.Text.Json;

namespace Rondo.Api.Values;

/// <summary>Deals with values that no client could send back: NaN, a value of an enum without a name.</summary>
internal static class Unwritable
{
    private static readonly AsyncLocal<bool> s_isDocumenting = new();

    /// <summary>Lets such a value be written as null for the rest of the async method.</summary>
    /// <remarks>The exporter of schemas writes the defaults of members, and one of them must not end the document.</remarks>
    internal static void BeginDocument() => s_isDocumenting.Value = true;

    /// <summary>Throws, or writes null in the document.</summary>
    /// <exception cref="InvalidOperationException">The value is part of an answer.</exception>
    internal static void Write(Utf8JsonWriter writer, string problem)
    {
        if (!s_isDocumenting.Value)
            throw new InvalidOperationException(problem);
        writer.WriteNullValue();
    }
}
