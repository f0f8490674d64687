using System.Text;
using Microsoft.Net.Http.Headers;

namespace Rondo.Api.Runtime;

/// <summary>
/// How much of a multipart form its reader keeps in memory: the values, the headers and the beginnings of files, whose rest goes to the disk.
/// </summary>
/// <remarks>ASP.NET's reader does not say. Where this one is in doubt a part counts as a value.</remarks>
internal sealed class MultipartMeter
{
    private readonly byte[] _delimiter;
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
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            ? new MultipartMeter(HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), fileMemory)
            : null;

    /// <summary>Takes in the next bytes.</summary>
    /// <returns>How many of them are kept.</returns>
    internal long CountKept(ReadOnlySpan<byte> bytes)
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
        (_isInHeaders, _matched, _keepsMore) = (true, 0, long.MaxValue);
        _headers.SetLength(0);
    }

    private void BeginContent()
    {
        _keepsMore = IsFile(Encoding.UTF8.GetString(_headers.GetBuffer(), 0, (int)_headers.Length)) ? _fileMemory : long.MaxValue;
        _headers.SetLength(0);
    }

    /// <summary>To the end of the delimiter, or of what is there. Its one CR is its first byte, so that a mismatch goes back no further.</summary>
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
    private int TakeHeaders(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            _headers.WriteByte(bytes[i]);
            if (bytes[i] != '\n' || !_headers.GetBuffer().AsSpan(0, (int)_headers.Length).EndsWith("\r\n\r\n"u8))
                continue;
            _isInHeaders = false;
            return i + 1;
        }

        return bytes.Length;
    }

    private static bool IsFile(string headers)
    {
        const string name = "Content-Disposition:";
        var lines = headers.Split("\r\n").Where(static line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return lines.Count == 1
            && ContentDispositionHeaderValue.TryParse(lines[0][name.Length..].Trim(), out var disposition)
            && disposition.IsFileDisposition();
    }
}
