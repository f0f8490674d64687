// Uploads: files of any size, which are streamed to disk and never held in memory. Try: dotnet run -- --folder uploads
using Uploads;

var builder = RondoApp.CreateBuilder(args);
builder.Services.AddSingleton(new FileStore(builder.Configuration["folder"] ?? "uploads"));

var app = builder.Build();
var page = Page.Read();
app.Get("/", () => page);
app.Get("/files", (FileStore store) => store.List());
app.Get("/files/{id}", (Guid id, FileStore store) =>
    store.Find(id) is { } file
        ? TypedResults.PhysicalFile(store.PathOf(id), "application/octet-stream", file.Name, enableRangeProcessing: true)
        : throw new NotFound($"There is no file {id}."));
app.Post("/files", [UploadLimits(MaxBytes = 100_000_000, MaxParts = 10)] async (IAsyncEnumerable<UploadPart> parts, FileStore store) =>
{
    var stored = new List<StoredFile>();
    await foreach (var part in parts)
    {
        if (part.FileName is not null)
            stored.Add(await store.SaveAsync(part));
    }

    return stored.Count > 0 ? stored : throw new BadRequest("The form has no file.");
}).Status(201);
app.Run();
