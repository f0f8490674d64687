using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.IO;

namespace Rondo.Server.Http1.Bodies;

/// <summary>Sends a file or a part of one, read on the loop into the memory that the socket sends from.</summary>
internal static class FileSending
{
    /// <summary>Read and sent at a time, at least. Measured with 16 to 256 KB: docs/performance-log.md, "Files".</summary>
    private const int BlockSize = 32 * 1024;

    /// <summary>Room for the head, so that it and a small file are one send.</summary>
    private const int HeadRoom = 1024;

    /// <exception cref="ArgumentOutOfRangeException">The part is not one of the file.</exception>
    /// <inheritdoc cref="LoopFile.OpenAsync" path="/exception"/>
    internal static async Task SendAsync(Http1Exchange exchange, string path, long offset, long? count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        cancellationToken.ThrowIfCancellationRequested();
        await using var file = await LoopFile.OpenAsync(path, share: FileShare.ReadWrite);
        if (file is { CanSeek: true, Length: 0 })
        {
            // Files such as those in /proc have length 0 and yet contents.
            await SendFileFallback.SendFileAsync(((IHttpResponseBodyFeature)exchange).Stream, path, offset, count, cancellationToken);
            return;
        }

        // A file that grows while it is sent ends where it ended: the response's length was made for that.
        var left = file.CanSeek ? file.Length - offset : long.MaxValue;
        ArgumentOutOfRangeException.ThrowIfNegative(left, nameof(offset));
        if (count is { } wanted)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(wanted, nameof(count));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted, left, nameof(count));
            left = wanted;
        }

        if (left > 0 && !exchange.HasStarted)
        {
            exchange.Output.GetMemory(HeadRoom + NextBlock(left));
            await exchange.StartResponseAsync();
        }

        var body = exchange.ResponseBody;
        while (left > 0)
        {
            var next = NextBlock(left);
            var block = body.GetMemory(next)[..next];
            var read = file.CanSeek ? await file.ReadAsync(block, offset) : await file.ReadAsync(block);
            if (read == 0)
                break;
            body.Advance(read);
            offset += read;
            left -= read;
            if ((await body.FlushAsync(cancellationToken)).IsCompleted)
                break; // nobody is there any more
        }
    }

    /// <summary>Blocks of about the same size: no short one at the end, and a small file is one.</summary>
    private static int NextBlock(long left) => (int)(left / Math.Max(1, left / BlockSize));
}
