using System.Text.RegularExpressions;

namespace Rondo.Site.Reference;

/// <summary>The pages of types by the names that guides use: <c>TaskGroup</c>, <c>Broadcast&lt;T&gt;</c>, <c>TaskGroup.Start</c>.</summary>
internal static partial class TypeLinks
{
    private static readonly Dictionary<string, Type> s_types = ApiReference.Types()
        .GroupBy(static type => TypeNames.Bare(type), StringComparer.Ordinal)
        .Select(static group =>
            (group.Key, Type: group.OrderBy(static type => type.GetGenericArguments().Length)
                .ThenBy(static type => type.IsNested).ToArray()))
        .Where(static each => each.Type.Select(static type => type.Namespace).Distinct().Count() == 1)
        .ToDictionary(static each => each.Key, static each => each.Type[0], StringComparer.Ordinal);

    /// <summary>Returns the path of the page, or null if the text names no public type.</summary>
    internal static string? Find(string text)
    {
        if (Name().Match(text) is not { Success: true } match || !s_types.TryGetValue(match.Groups["type"].Value, out var type))
            return null;
        var anchor = TypePage.Anchor(match.Groups["member"].Value);
        return $"api/{TypePage.FileName(type)}{(TypePage.Anchors(type).Contains(anchor) ? "#" + anchor : "")}";
    }

    [GeneratedRegex(@"^(?<type>[A-Z]\w*)(?:<[\w, ]*>)?(?:\.(?<member>\w+))?(?:<[\w, ]*>)?(?:\([^)]*\))?$")]
    private static partial Regex Name();
}
