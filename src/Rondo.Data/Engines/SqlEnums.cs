using System.Text.Json;
using Rondo.Api.Values;

namespace Rondo.Data.Engines;

/// <summary>Writes enums by the names that they have in every other origin.</summary>
internal static class SqlEnums
{
    /// <exception cref="ArgumentException">The value has no name.</exception>
    internal static string NameOf(Enum value, JsonSerializerOptions json)
    {
        var names = EnumNames.Of(value.GetType(), json);
        return names.TryFormat(value) ?? throw new ArgumentException(names.Problem(value));
    }
}
