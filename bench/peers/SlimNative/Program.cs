// samples/Native as an ASP.NET minimal API: the same endpoints, validation and document. bench/native.py compares the two.
using System.Text.Json.Serialization;
using SlimNative;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, SlimJson.Default));
builder.Services.AddValidation();
builder.Services.AddOpenApi();
builder.Services.AddSingleton<Notes>();
var app = builder.Build();
app.MapOpenApi("/openapi.json");
app.MapGet("/hello/{name}", ([System.ComponentModel.DataAnnotations.StringLength(20)] string name) => new Greeting($"Hello, {name}!"));
app.MapGet("/notes", (Notes notes) => notes.All);
app.MapPost("/notes", (NewNote note, Notes notes) => TypedResults.Created("/notes", notes.Add(note)));
app.MapGet("/notes/{id}", (int id, Notes notes) => notes.Find(id) is { } note ? Results.Ok(note) : Results.NotFound());
app.Run();

namespace SlimNative
{
    /// <summary>A greeting.</summary>
    public sealed record Greeting(string Message);

    /// <summary>A note to keep.</summary>
    public sealed record NewNote(
        [System.ComponentModel.DataAnnotations.StringLength(100, MinimumLength = 1)] string Text,
            [System.ComponentModel.DataAnnotations.Range(1, 5)] int Stars = 3);

    /// <summary>A note.</summary>
    public sealed record Note(int Id, string Text, int Stars);

    /// <summary>The notes, in memory.</summary>
    public sealed class Notes
    {
        private readonly List<Note> _notes = [];

        /// <summary>All notes.</summary>
        public Note[] All
        {
            get
            {
                lock (_notes)
                    return [.. _notes];
            }
        }

        /// <summary>Keeps a note.</summary>
        public Note Add(NewNote note)
        {
            lock (_notes)
            {
                _notes.Add(new Note(_notes.Count + 1, note.Text, note.Stars));
                return _notes[^1];
            }
        }

        /// <summary>A note, if there is one of that number.</summary>
        public Note? Find(int id)
        {
            lock (_notes)
                return _notes.ElementAtOrDefault(id - 1);
        }
    }

    [JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Greeting))]
    [JsonSerializable(typeof(NewNote))]
    [JsonSerializable(typeof(Note[]))]
    internal sealed partial class SlimJson : JsonSerializerContext;
}
