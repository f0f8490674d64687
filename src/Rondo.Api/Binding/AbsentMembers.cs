using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Binding;

/// <summary>
/// Tells which members of an object are null where a text leaves them out: an object of which nothing was read has the answer.
/// </summary>
internal static class AbsentMembers
{
    /// <summary>Returns whether the member is null unless the text has it.</summary>
    internal static bool IsNull(JsonTypeInfo owner, JsonPropertyInfo member)
    {
        if (member is not { AssociatedParameter: null, Set: not null, Get: { } get } || member.PropertyType.IsValueType
            || member.IsExtensionData)
            return false;
        try
        {
            return owner.CreateObject?.Invoke() is { } empty && get(empty) is null;
        }
        catch (Exception)
        {
            return false; // the program's code wants more than an empty object, and tells whoever reads one
        }
    }
}
