using System.ComponentModel.DataAnnotations;

namespace Shop.Catalog;

/// <summary>A product on sale.</summary>
internal sealed class Product
{
    public int Id { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public decimal Price { get; set; }

    public int Stock { get; set; }

    /// <summary>The number of changes. A change that was made to another version is refused.</summary>
    [ConcurrencyCheck]
    public int Version { get; set; }
}
