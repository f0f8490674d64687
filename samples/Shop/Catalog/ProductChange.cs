using System.ComponentModel.DataAnnotations;

namespace Shop.Catalog;

/// <summary>A change of a product.</summary>
/// <param name="Price">The new price.</param>
/// <param name="Stock">The new stock.</param>
/// <param name="Version">The version that the client has read.</param>
internal sealed record ProductChange([Range(0, NewProduct.MaxPrice)] decimal Price, [Range(0, 1_000_000)] int Stock, int Version);
