using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace Rondo.Api;

/// <summary>The names of types under components: one for each, and no two types of the same simple name share one.</summary>
internal sealed class SchemaNames
{
    private readonly ConcurrentDictionary<Type, string?> _names = new();
    private readonly ConcurrentDictionary<string, JsonTypeInfo> _types = new(StringComparer.Ordinal);

    internal string? Of(JsonTypeInfo type) => _names.GetOrAdd(Nullable.GetUnderlyingType(type.Type) ?? type.Type, _ =>
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } simple)
            return null;
        var allowed = Allowed(simple);
        var name = allowed;
        for (var i = 2; Problems.IsReserved(name) || !_types.TryAdd(name, type); i++)
            name = allowed + i;
        return name;
    });

    /// <summary>The type behind a name, derived ones (<c>ShapeCircle</c>) included.</summary>
    internal JsonTypeInfo? TypeOf(string name) => _types.TryGetValue(name, out var type) ? type : Derived(name);

    /// <summary>The name in the letters that OpenAPI allows; any other is written as its code: <c>Größe</c> is <c>Gr_F6_DFe</c>.</summary>
    private static string Allowed(string name)
    {
        if (name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            return name;
        var text = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
            _ = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '.' or '_' or '-')
                ? text.Append((char)rune.Value)
                    : text.Append('_').Append(rune.Value.ToString("X", System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private JsonTypeInfo? Derived(string name)
    {
        foreach (var (known, type) in _types)
        {
            if (type.PolymorphismOptions is not { } polymorphism || !name.StartsWith(known, StringComparison.Ordinal))
                continue;
            foreach (var derived in polymorphism.DerivedTypes)
            {
                var contract = type.Options.GetTypeInfo(derived.DerivedType);
                if (known + Of(contract) == name)
                    return contract;
            }
        }

        return null;
    }
}
