using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Secrets;

namespace Rondo.Api.JsonReading;

/// <summary>The members of a JSON object by their names, looked up without a string for each.</summary>
internal sealed class JsonMembers
{
    private const int LongestEscape = 6; // \u0061

    private static readonly ConditionalWeakTable<JsonTypeInfo, JsonMembers> s_known = [];

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _orders;
    private readonly bool[] _secrets;
    private readonly int _longest;

    private JsonMembers(JsonTypeInfo type)
    {
        var orders = new Dictionary<string, int>(type.Options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal);
        _secrets = new bool[type.Properties.Count];
        for (var i = 0; i < type.Properties.Count; i++)
        {
            var property = type.Properties[i];
            HasParameters |= property.AssociatedParameter is not null;
            _secrets[i] = SecretNames.IsMarked(property.AttributeProvider)
                || SecretNames.IsMarked(property.AssociatedParameter?.AttributeProvider);
            HasSecrets |= _secrets[i] || SecretNames.IsSecret(property.Name);
            if (property.IsExtensionData)
                continue;
            orders.TryAdd(property.Name, i);
            _longest = Math.Max(_longest, property.Name.Length);
        }

        _orders = orders.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether the constructor takes some: the serializer reads those first, and the others after them.</summary>
    internal bool HasParameters { get; }

    /// <summary>Whether a member is secret, by an attribute or by its name.</summary>
    internal bool HasSecrets { get; }

    internal static JsonMembers Of(JsonTypeInfo type) => s_known.GetValue(type, static type => new JsonMembers(type));

    /// <summary>Whether an attribute marks the member as secret.</summary>
    internal bool IsSecret(int order) => _secrets[order];

    /// <summary>Finds the member whose name the reader stands on.</summary>
    /// <param name="reader">Stands on a name.</param>
    /// <param name="order">The member's place among the type's properties; -1 for none.</param>
    internal bool TryFind(ref Utf8JsonReader reader, out int order)
    {
        order = -1;
        var length = reader.ValueSpan.Length;
        if (length > LongestEscape * _longest)
            return false;
        Span<char> name = length <= 256 ? stackalloc char[length] : new char[length];
        try
        {
            name = name[..reader.CopyString(name)];
        }
        catch (InvalidOperationException)
        {
            return false; // the name is no text
        }

        if (_orders.TryGetValue(name, out var found))
            order = found;
        return order >= 0;
    }
}
