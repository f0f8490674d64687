var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseRondo();
var app = builder.Build();
app.MapGet("/", async () => { await EventLoop.Sleep(TimeSpan.FromMilliseconds(10)); return $"Hello from {EventLoop.Current.Name}"; });
app.Run();
