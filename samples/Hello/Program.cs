var app = RondoApp.Create(args);
app.Get("/", async () => { await EventLoop.Sleep(TimeSpan.FromMilliseconds(10)); return $"Hello from {EventLoop.Current.Name}"; });
app.Get("/dishes/{id}", (int id, string? note) => new Dish(id, note));
app.Run();
internal sealed record Dish(int Id, string? Note);
