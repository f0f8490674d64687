// Dashboard: one task measures, every browser watches, by server-sent events. Try: dotnet run, and open the address.
using Dashboard;

var app = RondoApp.Create(args);
var page = Page.Read();
var readings = new Broadcast<Reading>(1); // a slow watcher sees the latest only
app.AddBackground("meter", () => Meter.RunAsync(readings));
app.Get("/", () => page);
app.Get("/events", () => WatchAsync(readings));
app.Run();

static async IAsyncEnumerable<ServerEvent<Reading>> WatchAsync(Broadcast<Reading> readings)
{
    using var watcher = readings.Subscribe();
    await foreach (var reading in watcher)
        yield return new ServerEvent<Reading>(reading) { Retry = TimeSpan.FromSeconds(1) };
}
