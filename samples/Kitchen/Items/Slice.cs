using System.ComponentModel.DataAnnotations;

namespace Kitchen.Items;

/// <summary>A part of a list.</summary>
/// <param name="Limit">How many at most.</param>
/// <param name="Offset">How many are skipped before.</param>
internal sealed record Slice([Range(1, 100)] int Limit = 20, [Range(0, long.MaxValue)] long Offset = 0);
