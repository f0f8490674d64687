using System.ComponentModel.DataAnnotations;

namespace Kitchen.Items;

/// <summary>An item to be stored.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Price">What it costs; more than nothing.</param>
/// <param name="Tags">What it is found by.</param>
internal sealed record NewItem(
    [Length(1, 100)] string Name,
    [Range(0, 1_000_000, MinimumIsExclusive = true)] decimal Price,
    [MaxLength(10)] IReadOnlyList<string>? Tags = null)
{
    /// <summary>What no attribute can say.</summary>
    [Validator]
    internal static void CheckTags(NewItem item, ErrorReport report)
    {
        if (item.Tags?.Any(string.IsNullOrWhiteSpace) == true)
            report.Add(nameof(Tags), "empty", "A tag must not be empty.");
    }
}
