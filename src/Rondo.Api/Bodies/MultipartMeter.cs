using System.Text;
using Microsoft.Net.Http.Headers;

namespace Rondo.Api.Bodies;

/// <summary>
/// How much of a multipart form its reader keeps in memory: the values, the headers and the beginnings of files, whose rest goes
/// to the disk.
/// </summary>
/// <remarks>
/// ASP.NET's reader does not say. Where this one is in doubt a part counts as a value. It also writes dispositions in lower case:
/// their names ignore case
/// (RFC 2183), and ASP.NET's reader would drop a part with <c>FORM-DATA</c>.
/// </remarks>
internal sealed class MultipartMeter
{
    private const string Disposition = "Content-Disposition:";

    private readonly byte[] _delimiter;
    private int _lineLength; // of a header line; -1 behind what matters of it
    private readonly int _fileMemory;
    private readonly MemoryStream _headers = new();
    private int _matched;
    private bool _isInHeaders;
    private long _keepsMore = long.MaxValue;

    private MultipartMeter(string boundary, int fileMemory)
    {
        _delimiter = Encoding.Latin1.GetBytes("\r\n--" + boundary);
        _fileMemory = fileMemory;
        // The first delimiter needs no line before it.
        _matched = 2;
    }

    /// <summary>Null for a body that is no multipart form.</summary>
    internal static MultipartMeter? For(string? contentType, int fileMemory) =>
        IsMultipart(contentType) && MediaTypeHeaderValue.TryParse(contentType, out var type)
            ? new MultipartMeter(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), fileMemory)
            : null;

    internal static bool IsMultipart(string? contentType) => contentType?.AsSpan().TrimStart()
        .StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Takes in the next bytes.</summary>
    /// <returns>How many of them are kept.</returns>
    internal long CountKept(Span<byte> bytes)
    {
        long kept = 0;
        while (!bytes.IsEmpty)
        {
            var taken = _isInHeaders ? TakeHeaders(bytes) : TakeContent(bytes);
            kept += Math.Min(taken, _keepsMore);
            _keepsMore -= Math.Min(taken, _keepsMore);
            if (_headers.Length > 0 && !_isInHeaders)
                BeginContent();
            else if (_matched == _delimiter.Length)
                BeginHeaders();
            bytes = bytes[taken..];
        }

        return kept;
    }

    private void BeginHeaders()
    {
        (_isInHeaders, _matched, _keepsMore, _lineLength) = (true, 0, long.MaxValue, -1); // the delimiter's line ends first
        _headers.SetLength(0);
    }

    private void BeginContent()
    {
        _keepsMore = IsFile(Encoding.UTF8.GetString(_headers.GetBuffer(), 0, (int)_headers.Length)) ? _fileMemory : long.MaxValue;
        _headers.SetLength(0);
    }

    /// <summary>
    /// To the end of the delimiter, or of what is there. Its one CR is its first byte, so that a mismatch goes back no further.
    /// </summary>
    private int TakeContent(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_matched == 0)
            {
                var next = bytes[i..].IndexOf((byte)'\r');
                if (next < 0)
                    return bytes.Length;
                i += next;
            }

            _matched = bytes[i] == _delimiter[_matched] ? _matched + 1 : bytes[i] == '\r' ? 1 : 0;
            if (_matched == _delimiter.Length)
                return i + 1;
        }

        return bytes.Length;
    }

    /// <summary>To the end of the empty line. The reader has a limit of its own for the headers' length.</summary>
    private int TakeHeaders(Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            LowerDisposition(ref bytes[i]);
            _headers.WriteByte(bytes[i]);
            if (bytes[i] != '\n' || !_headers.GetBuffer().AsSpan(0, (int)_headers.Length).EndsWith("\r\n\r\n"u8))
                continue;
            _isInHeaders = false;
            return i + 1;
        }

        return bytes.Length;
    }

    private void LowerDisposition(ref byte next)
    {
        var lower = next is >= (byte)'A' and <= (byte)'Z' ? (byte)(next | 0x20) : next;
        if (next == '\n')
            _lineLength = 0;
        else if (_lineLength < 0)
            return;
        else if (_lineLength < Disposition.Length)
            _lineLength = lower == (Disposition[_lineLength] | 0x20) ? _lineLength + 1 : -1;
        else if (next == ';')
            _lineLength = -1;
        else
            next = lower;
    }

    private static bool IsFile(string headers)
    {
        var lines = headers.Split("\r\n").Where(static line => line.StartsWith(Disposition, StringComparison.OrdinalIgnoreCase)).ToList();
        return lines.Count == 1
            && ContentDispositionHeaderValue.TryParse(lines[0][Disposition.Length..].Trim(), out var disposition)
            && disposition.IsFileDisposition();
    }
}
