using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Shop.Customers;
using Shop.Data;

namespace Shop.Catalog;

/// <summary>The catalog: everybody reads it, the admin changes it.</summary>
internal static class ProductEndpoints
{
    internal static void MapProducts(this RondoApp app) => app.Group("/products", "Products").Include(typeof(ProductEndpoints));

    /// <summary>Lists products, in the order in which they were added.</summary>
    [Get("")]
    internal static Task<List<Product>> List(Slice slice, ShopContext shop, string? search = null) => shop.Products
        .AsNoTracking()
        .Where(product => product.Id > slice.After && (search == null || product.Name.Contains(search)))
        .OrderBy(static product => product.Id)
        .Take(slice.Limit)
        .ToListAsync(CancelScope.CurrentToken);

    /// <summary>Finds a product.</summary>
    [Get("/{id}")]
    internal static async Task<Product> Find(int id, ShopContext shop) =>
        await shop.Products.FindAsync([id], CancelScope.CurrentToken) ?? throw new NotFound($"There is no product {id}.");

    /// <summary>Adds a product, unless its name is taken.</summary>
    [Post(""), Status(201), Authorize(CustomerEndpoints.Admin)]
    internal static async Task<Product> Add(NewProduct item, ShopContext shop, HttpResponse response)
    {
        var product = new Product { Name = item.Name, Price = item.Price, Stock = item.Stock };
        shop.Add(product);
        await shop.SaveChangesAsync(CancelScope.CurrentToken);
        response.Headers.Location = $"/products/{product.Id}";
        return product;
    }

    /// <summary>Changes a product, unless another client changed it first.</summary>
    [Put("/{id}"), Authorize(CustomerEndpoints.Admin)]
    internal static async Task<Product> Change(int id, ProductChange change, ShopContext shop)
    {
        var product = await Find(id, shop);
        (product.Price, product.Stock, product.Version) = (change.Price, change.Stock, change.Version + 1);
        shop.Entry(product).Property(static each => each.Version).OriginalValue = change.Version;
        await shop.SaveChangesAsync(CancelScope.CurrentToken);
        return product;
    }

    /// <summary>Raises or lowers all prices, in one statement.</summary>
    [Post("/prices"), Authorize(CustomerEndpoints.Admin)]
    internal static async Task<int> ChangePrices(PriceChange change, ShopContext shop)
    {
        if (await shop.Products.AnyAsync(product => product.Price * change.Factor > NewProduct.MaxPrice, CancelScope.CurrentToken))
            throw new Conflict($"A price would be over {NewProduct.MaxPrice:N0}.");
        return await shop.Products.ExecuteUpdateAsync(
            set => set
                .SetProperty(static product => product.Price, product => product.Price * change.Factor)
                .SetProperty(static product => product.Version, static product => product.Version + 1),
            CancelScope.CurrentToken);
    }
}
