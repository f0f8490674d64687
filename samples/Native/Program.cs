// A program that is compiled ahead of time: JSON, validation, a database, worker processes and the docs without reflection.
using System.ComponentModel.DataAnnotations;
using Native;

var builder = RondoApp.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, NativeJson.Default));
builder.AddDatabase(builder.Configuration["DATABASE_URL"] ?? "sqlite::memory:");
builder.Services.AddSingleton(static _ => new ProcessPool(new ProcessPoolOptions { Workers = 1, Spares = 0 })); // started by its first use
var app = builder.Build();
app.OnStart((Database db) => db.ExecuteAsync(
    $"CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, stars INTEGER NOT NULL)"));
app.Get("/hello/{name}", ([StringLength(20)] string name) => new Greeting($"Hello, {name}!"));
app.Get("/shout/{name}", (string name, ProcessPool pool) =>
    pool.RunAsync(static (Greeting greeting) => greeting with { Message = greeting.Message.ToUpperInvariant() }, new Greeting(name)));
app.Get("/notes", (Database db) => db.ListAsync<Note>());
app.Post("/notes", (NewNote note, Transaction tx) => tx.InsertAsync(new Note(0, note.Text, note.Stars))).Status(201);
app.Get("/notes/{id}", async (int id, Database db) => await db.GetAsync<Note>(id) ?? throw new NotFound($"There is no note {id}."));
app.Run();
