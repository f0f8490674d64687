using System.Collections.Concurrent;
using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: what documentation comments say of the types that go in and out.</summary>
/// <remarks>Filled when a module is loaded; one table for the process, since the texts are the types' own.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TypeTexts
{
    private static readonly ConcurrentDictionary<Type, (string? Summary, (string Member, string Text)[] Members)> s_texts = new();

    /// <summary>Makes a type's texts known.</summary>
    /// <param name="type">The type.</param>
    /// <param name="summary">Of the type itself.</param>
    /// <param name="members">Of its properties, by their C# names.</param>
    public static void Add(Type type, string? summary, params (string Member, string Text)[] members) => s_texts[type] = (summary, members);

    internal static string? Of(Type type) => s_texts.TryGetValue(type, out var texts) ? texts.Summary : null;

    internal static string? Of(Type type, string member) =>
        s_texts.TryGetValue(type, out var texts) && Array.Find(texts.Members, each => each.Member == member) is { Text: { } text }
            ? text : null;
}
