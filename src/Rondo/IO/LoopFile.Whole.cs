using System.Runtime.CompilerServices;
using System.Text;

namespace Rondo.IO;

/// <summary>Whole files.</summary>
public sealed partial class LoopFile
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It does not exist (<see cref="FileNotFoundException"/>), is in use, or has 2 GB or more.</exception>
    public static async Task<byte[]> ReadAllBytesAsync(string path)
    {
        await using var file = await OpenAsync(path);
        var length = file.CanSeek ? file.Length : 0;
        if (length > Array.MaxLength)
            throw new IOException(
                $"The file '{path}' has {length} bytes, and an array holds {Array.MaxLength}: read it piece by piece with "
                    + $"LoopFile.OpenAsync.");
        // Files such as those in /proc have length 0 and yet contents: one more read decides.
        var bytes = new byte[Math.Max(length, 1024)];
        var total = 0;
        while (true)
        {
            var read = await file.ReadAsync(bytes.AsMemory(total));
            if (read == 0)
                break;
            total += read;
            if (total == bytes.Length && total != length)
                Array.Resize(ref bytes, bytes.Length * 2);
            if (total == length)
                break;
        }

        if (total != bytes.Length)
            Array.Resize(ref bytes, total);
        return bytes;
    }

    /// <summary>Reads a whole text file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">Default: what its byte order mark says, or UTF-8.</param>
    /// <inheritdoc cref="ReadAllBytesAsync" path="/exception"/>
    public static async Task<string> ReadAllTextAsync(string path, Encoding? encoding = null)
    {
        using var reader =
            new StreamReader(new MemoryStream(await ReadAllBytesAsync(path)), encoding ?? s_utf8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    /// <summary>Writes a whole file, replacing one that exists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its contents.</param>
    /// <exception cref="IOException">Its directory does not exist (<see cref="DirectoryNotFoundException"/>), it is in use, or
    /// the disk is full.</exception>
    public static async Task WriteAllBytesAsync(string path, ReadOnlyMemory<byte> bytes)
    {
        await using var file = await OpenAsync(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await file.WriteAsync(bytes);
    }

    /// <summary>Writes a whole text file, replacing one that exists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its contents.</param>
    /// <param name="encoding">Default: UTF-8 without a byte order mark.</param>
    /// <inheritdoc cref="WriteAllBytesAsync" path="/exception"/>
    public static Task WriteAllTextAsync(string path, string text, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        encoding ??= s_utf8;
        return WriteAllBytesAsync(path, (byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
    }

    /// <summary>Adds text at the end of a file, which is created if it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The content to append.</param>
    /// <param name="encoding">Default: UTF-8.</param>
    /// <inheritdoc cref="WriteAllBytesAsync" path="/exception"/>
    public static async Task AppendAllTextAsync(string path, string text, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        await using var file = await OpenAsync(path, FileMode.Append);
        await file.AppendAsync((encoding ?? s_utf8).GetBytes(text));
    }

    /// <summary>Reads a text file line by line, without holding more than a few of them in memory.</summary>
    /// <param name="path">The file; it is open from the first line asked for until the enumeration ends.</param>
    /// <param name="encoding">Default: what its byte order mark says, or UTF-8.</param>
    /// <param name="cancellationToken">Cancels the enumeration, as the ambient scope does.</param>
    /// <exception cref="IOException">It does not exist (<see cref="FileNotFoundException"/>) or is in use.</exception>
    public static async IAsyncEnumerable<string> ReadLinesAsync(
        string path, Encoding? encoding = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var file = await OpenAsync(path);
        using var reader = new StreamReader(
            file.AsStream(leaveOpen: true), encoding ?? s_utf8, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            CancelScope.ThrowIfCanceled(); // most lines come out of the reader's buffer
            yield return line;
        }
    }
}
