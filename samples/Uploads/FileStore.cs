using System.Collections.Concurrent;

namespace Uploads;

/// <summary>The files of this run. Thread-safe.</summary>
internal sealed class FileStore
{
    private readonly string _folder;
    private readonly ConcurrentDictionary<Guid, StoredFile> _files = new();

    internal FileStore(string folder) => _folder = Directory.CreateDirectory(folder).FullName;

    internal IReadOnlyList<StoredFile> List() => [.. _files.Values.OrderBy(static file => file.Name, StringComparer.Ordinal)];

    internal StoredFile? Find(Guid id) => _files.GetValueOrDefault(id);

    internal string PathOf(Guid id) => Path.Combine(_folder, id.ToString("n"));

    /// <summary>Stores a file. One that is not complete leaves nothing behind.</summary>
    internal async Task<StoredFile> SaveAsync(UploadPart part)
    {
        var id = Guid.NewGuid();
        var bytes = await part.SaveAsync(PathOf(id));
        return _files[id] = new StoredFile(id, part.FileName!, bytes);
    }
}
