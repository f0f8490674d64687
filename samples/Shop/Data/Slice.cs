using System.ComponentModel.DataAnnotations;

namespace Shop.Data;

/// <summary>A part of a list.</summary>
/// <param name="After">The number of the last item of the previous part.</param>
/// <param name="Limit">The largest number of items.</param>
internal sealed record Slice([Range(0, int.MaxValue)] int After = 0, [Range(1, 100)] int Limit = 20);
