// Gateway: YARP on Rondo's server and client. Try: dotnet run -- --routes:kitchen http://127.0.0.1:8000, and open /kitchen/json.
using Gateway;

var builder = RondoApp.CreateBuilder(args);
builder.Services.AddHttpForwarder();

var app = builder.Build();
foreach (var route in app.Configuration.GetSection("routes").GetChildren())
    app.MapForwarding($"/{route.Key}", new Uri(route.Value!));
app.Run();
