// Shop: EF Core and ASP.NET Core Identity on Rondo. Try: dotnet run -- --admin you@example.org, and open /docs.
// The setting "database" is sqlite:///shop.db, or postgres://user:password@host/name.
using Shop.Catalog;
using Shop.Customers;
using Shop.Data;
using Shop.Orders;

var builder = RondoApp.CreateBuilder(args);
builder.AddShopDatabase(builder.Configuration["database"] ?? "sqlite:///shop.db");
builder.AddCustomers();

var app = builder.Build();
app.OnStart(ShopStart.MigrateAsync);
app.MapConflicts();
app.MapCustomers();
app.MapProducts();
app.MapOrders();
app.Run();
