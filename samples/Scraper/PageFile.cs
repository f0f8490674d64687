using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Crawling;

namespace Scraper;

/// <summary>The output: one line for each page, written whole and at once. A line that a kill tore is cut off before the file is
/// continued.</summary>
internal sealed class PageFile : IAsyncDisposable
{
    private static readonly byte[] s_beginning = "{\"url\":"u8.ToArray();
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly LoopFile _file;

    private PageFile(LoopFile file) => _file = file;

    /// <summary>Creates a file, which must not exist.</summary>
    internal static async Task<PageFile> CreateAsync(string path) =>
        new(await LoopFile.OpenAsync(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read));

    /// <summary>Opens a file to continue it.</summary>
    /// <param name="path">The path; the file need not exist.</param>
    /// <param name="recall">Receives each page of the file.</param>
    /// <exception cref="InvalidDataException">The file is something else.</exception>
    internal static async Task<PageFile> ContinueAsync(string path, Action<Page> recall)
    {
        var file = await LoopFile.OpenAsync(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); // one run at a time
        try
        {
            var length = await ReadAsync(file, recall);
            file.SetLength(length);
            file.Position = length;
            return new PageFile(file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Appends a page. A cancellation waits until the line is written.</summary>
    internal Task WriteAsync(Page page)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(page, PageJson.Readable.Page), (byte)'\n'];
        return CancelScope.Shield(s_patience, async () => await _file.WriteAsync(line));
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <returns>The length of the complete lines, in bytes.</returns>
    private static async Task<long> ReadAsync(LoopFile file, Action<Page> recall)
    {
        var reader = PipeReader.Create(file.AsStream(leaveOpen: true));
        for (var (length, number) = (0L, 0); ;)
        {
            var read = await reader.ReadAsync();
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                recall(Parse(line, ++number, file.Path));
                length += line.Length + 1;
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (!read.IsCompleted)
                continue;
            CheckTorn(rest, file.Path);
            return length;
        }
    }

    private static Page Parse(ReadOnlySequence<byte> line, int number, string path)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize(ref json, PageJson.Readable.Page) is { Url: not null, Links: not null } page
                ? page
                : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"Line {number} of {path} is no page of a crawl. Choose another --output.");
        }
    }

    /// <summary>Checks that it is the beginning of a page that is cut off, and not of somebody's text.</summary>
    private static void CheckTorn(ReadOnlySequence<byte> rest, string path)
    {
        var beginning = rest.Slice(0, Math.Min(rest.Length, s_beginning.Length)).ToArray();
        if (!s_beginning.AsSpan().StartsWith(beginning))
            throw new InvalidDataException($"The last line of {path} is no page of a crawl. Choose another --output.");
    }
}
