using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Rondo.Api.Uploads;
using Rondo.IO;

namespace Rondo.Api;

/// <summary>One part of a multipart form while the client still sends it: nothing of it is buffered.</summary>
/// <remarks>
/// A handler takes an <see cref="IAsyncEnumerable{T}"/> of parts, which come in the client's order. Read a part before you take the next:
/// the rest of a part is skipped then.
/// </remarks>
public sealed class UploadPart
{
    private readonly UploadBody _body;
    private readonly UploadContent _content;

    internal UploadPart(UploadBody body, UploadContent content, ContentDispositionHeaderValue disposition, MultipartSection section)
    {
        (_body, _content) = (body, content);
        Name = content.Name;
        var fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName);
        FileName = fileName.HasValue ? fileName.Value : null;
        ContentType = section.ContentType;
        Headers = new HeaderDictionary(section.Headers ?? []);
    }

    /// <summary>The name of the form's field.</summary>
    public string Name { get; }

    /// <summary>The name of the file as the client sends it, or null for a field that is no file. Do not use it as a path.</summary>
    public string? FileName { get; }

    /// <summary>The content type as the client states it, or null.</summary>
    public string? ContentType { get; }

    /// <summary>The headers of the part.</summary>
    public IHeaderDictionary Headers { get; }

    /// <summary>The contents, as they arrive. Its asynchronous reads end with the request's scope; synchronous ones refuse.</summary>
    public Stream Content => _content;

    /// <summary>The bytes of this part that were read so far.</summary>
    public long BytesRead => _content.BytesRead;

    /// <summary>The bytes of the whole body that were read so far.</summary>
    public long BodyBytesRead => _body.BytesRead;

    /// <summary>The length of the whole body in bytes, or null if the client does not state it.</summary>
    public long? BodyLength => _body.StatedLength;

    /// <summary>Reads the rest of the part as text in UTF-8.</summary>
    /// <param name="maxBytes">The most bytes to hold in memory; default: 64 KiB.</param>
    /// <exception cref="PayloadTooLarge">The part is longer.</exception>
    public async Task<string> ReadTextAsync(int maxBytes = 64 * 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        while (await _content.ReadAsync(buffer) is > 0 and var read)
        {
            if (text.Length + read > maxBytes)
                throw UploadErrors.TooLarge(_content.Label, "bytes as text", maxBytes);
            text.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Writes the rest of the part to a file, which appears under its path once it is complete.</summary>
    /// <param name="path">The path. Choose it yourself: a <see cref="FileName"/> may lead out of your directory.</param>
    /// <param name="overwrite">Whether a file that has this path is replaced; default: false.</param>
    /// <param name="progress">Receives <see cref="BytesRead"/> after each write, or null.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="IOException">The directory does not exist, the path is taken, or the disk is full.</exception>
    /// <remarks>If the client leaves or sends too much, no file is left behind. Only this user may read the file.</remarks>
    public async Task<long> SaveAsync(string path, bool overwrite = false, IProgress<long>? progress = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        await using var file = await LoopFile.CreateTemporaryAsync(Path.GetDirectoryName(Path.GetFullPath(path)), ".upload-");
        var buffer = new byte[64 * 1024];
        while (await _content.ReadAsync(buffer) is > 0 and var read)
        {
            await file.File.WriteAsync(buffer.AsMemory(0, read));
            progress?.Report(BytesRead);
        }

        var length = file.File.Length;
        await file.KeepAsAsync(path, overwrite);
        return length;
    }

    /// <inheritdoc/>
    public override string ToString() => FileName is null ? Name : $"{Name} ({FileName})";

    internal ValueTask SkipAsync() => _content.SkipAsync();
}
