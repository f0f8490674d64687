namespace Kitchen.Items;

/// <summary>A stored item.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What it is.</param>
/// <param name="Price">What it costs.</param>
/// <param name="Tags">What it is found by.</param>
internal sealed record Item(long Id, string Name, decimal Price, IReadOnlyList<string> Tags);
