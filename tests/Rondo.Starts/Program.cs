using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Starts;

// An app that starts, stops or fails to start, as its first argument says; the others are the app's.
var rest = args[1..];
if (args[0] == "loop")
    return Looping.Run(args[1]);
if (args[0] == "proxy")
{
    Proxied.Run(rest);
    return 0;
}

if (args[0] == "setting")
    SettingsLoader.Load<Required>(rest);
var builder = RondoApp.CreateBuilder(rest);
if (args[0] == "constructor")
    builder.Services.AddSingleton<Needy>();
var app = builder.Build();
switch (args[0])
{
    case "service":
        app.Get("/service", ([Microsoft.AspNetCore.Mvc.FromServices] Missing missing) => missing.ToString());
        break;
    case "constructor":
        app.Services.GetRequiredService<Needy>();
        break;
    case "defect":
        throw new InvalidOperationException("a defect");
    case "later":
        app.Lifetime.ApplicationStarted.Register(static () => new Thread(static () => throw new InvalidOperationException("a defect")).Start());
        break;
}

app.Get("/", () => "started");
app.Get("/hang/{id}", async (int id) => await new TaskCompletionSource<int>().Task + id);
app.Run();
return 0;
