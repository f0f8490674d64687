using System.Collections.Concurrent;
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
        var name = simple;
        for (var i = 2; Problems.IsReserved(name) || !_types.TryAdd(name, type); i++)
            name = simple + i;
        return name;
    });

    /// <summary>The type behind a name, derived ones (<c>ShapeCircle</c>) included.</summary>
    internal JsonTypeInfo? TypeOf(string name) => _types.TryGetValue(name, out var type) ? type : Derived(name);

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
