// Aggregator: asks several sources at once, and returns the prices that came in time with the reasons for the others.
// Try: dotnet run -- --sources:north http://127.0.0.1:9001 --sources:south http://127.0.0.1:9002, and open /prices/soup.
using Aggregator;

var builder = RondoApp.CreateBuilder(args);
builder.Services.AddSingleton<Sources>();

var app = builder.Build();
app.Get("/prices/{dish}", (
    string dish, Sources sources, [FromHeader(Name = DeadlineHandler.Header), Range(1, 60_000)] int deadline = 1000) =>
    sources.AskAsync(dish, TimeSpan.FromMilliseconds(deadline)));
app.Run();
