using System.ComponentModel;
using System.Reflection;

namespace Rondo.Site.Reference;

/// <summary>Members that only generated code uses are public, and not shown.</summary>
internal static class Hidden
{
    internal static bool Is(MemberInfo member) =>
        member.GetCustomAttribute<EditorBrowsableAttribute>() is { State: EditorBrowsableState.Never }
        || member.DeclaringType is { } outer && Is(outer);
}
