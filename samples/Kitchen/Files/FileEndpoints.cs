using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using Rondo.IO;

namespace Kitchen.Files;

/// <summary>Files, streamed both ways: none is held in memory, and a file that is not complete is never seen.</summary>
internal static class FileEndpoints
{
    private static readonly FileExtensionContentTypeProvider s_types = new();

    internal static void AddFiles(this RondoAppBuilder builder, string folder, long maxFile) =>
        builder.Services.AddSingleton(_ => new FileFolder(folder, maxFile));

    internal static void MapFiles(this RondoApp app) => app.Group("/files", "Files").Include(typeof(FileEndpoints));

    /// <summary>Stores a file, or replaces it.</summary>
    [Put("/{name}"), Throws<PayloadTooLarge>]
    internal static async Task<StoredFile> Store(string name, Stream body, FileFolder folder, HttpContext http)
    {
        var path = folder.PathOf(name);
        if (http.Request.ContentLength > folder.MaxFile)
            throw TooLarge(folder);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null; // this endpoint has its own
        await using var incoming = await LoopFile.CreateTemporaryAsync(folder.Incoming); // a client that leaves leaves nothing behind
        var size = await ReceiveAsync(body, incoming.File, folder);
        http.Response.StatusCode = await LoopFile.ExistsAsync(path) ? 200 : 201;
        await incoming.KeepAsAsync(path);
        http.Response.Headers.Location = $"/files/{Uri.EscapeDataString(name)}";
        return new StoredFile(name, size);
    }

    /// <summary>Sends a file, or a range of it.</summary>
    [Get("/{name}")]
    internal static async Task<IResult> Find(string name, FileFolder folder)
    {
        var file = new FileInfo(folder.PathOf(name));
        if (!await LoopFile.ExistsAsync(file.FullName))
            throw new NotFound("There is no file of that name.");
        var type = s_types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
        var tag = new EntityTagHeaderValue($"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\"");
        return TypedResults.PhysicalFile(file.FullName, type, null, file.LastWriteTimeUtc, tag, enableRangeProcessing: true);
    }

    /// <summary>Removes a file.</summary>
    [Delete("/{name}")]
    internal static async Task Remove(string name, FileFolder folder)
    {
        var path = folder.PathOf(name);
        if (!await LoopFile.ExistsAsync(path))
            throw new NotFound("There is no file of that name.");
        await LoopFile.DeleteAsync(path);
    }

    private static async Task<long> ReceiveAsync(Stream body, LoopFile file, FileFolder folder)
    {
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            if (file.Position + count > folder.MaxFile)
                throw TooLarge(folder);
            await file.WriteAsync(buffer.AsMemory(0, count));
        }

        return file.Position;
    }

    private static PayloadTooLarge TooLarge(FileFolder folder) => new($"A file has at most {folder.MaxFile} bytes.");
}
