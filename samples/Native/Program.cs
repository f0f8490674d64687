// A program that is compiled ahead of time: JSON, validation, dependencies and the docs without reflection.
using System.ComponentModel.DataAnnotations;
using Native;

var builder = RondoApp.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, NativeJson.Default));
var app = builder.Build();
app.Get("/hello/{name}", ([StringLength(20)] string name) => new Greeting($"Hello, {name}!"));
app.Get("/notes", (Notes notes) => notes.All);
app.Post("/notes", (NewNote note, Notes notes) => notes.Add(note)).Status(201);
app.Get("/notes/{id}", (int id, Notes notes) => notes.Find(id) ?? throw new NotFound($"There is no note {id}."));
app.Run();
