using System.ComponentModel.DataAnnotations;

namespace Shop.Catalog;

/// <summary>A product to be sold.</summary>
internal sealed record NewProduct(
    [Length(1, 100)] string Name, [Range(0, NewProduct.MaxPrice)] decimal Price, [Range(0, 1_000_000)] int Stock)
{
    /// <summary>The largest price.</summary>
    internal const int MaxPrice = 1_000_000;
}
