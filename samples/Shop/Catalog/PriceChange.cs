using System.ComponentModel.DataAnnotations;

namespace Shop.Catalog;

/// <summary>A change of all prices.</summary>
/// <param name="Factor">The factor of each price: 2 doubles them.</param>
internal sealed record PriceChange([Range(0.1, 10)] decimal Factor);
