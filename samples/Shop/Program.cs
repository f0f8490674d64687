// Shop: EF Core and ASP.NET Core Identity on Rondo. Try: dotnet run -- --database sqlite:///shop.db, and open /docs.
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
