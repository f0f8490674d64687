using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Rondo.Server.Http1.Headers;

namespace Rondo.Server.Http1;

/// <summary>Writes a status line and fields.</summary>
internal static class ResponseHead
{
    private static readonly byte[]?[] s_statusLines = new byte[600][];

    /// <summary>Fields that are the server's to add.</summary>
    internal readonly record struct Options(long Length, string? Connection, bool IsChunked, bool HasServer, bool HasDate);

    internal static void Write(IBufferWriter<byte> output, int status, string? reason, ResponseHeaders headers, in Options options)
    {
        var line = reason is null ? StatusLine(status) : Encoding.ASCII.GetBytes($"HTTP/1.1 {status} {reason}\r\n");
        if (headers.Encodings is not null)
        {
            WriteEncoded(output, line, headers, options);
            return;
        }

        // 200: Date, Server, Connection, Content-Length, Transfer-Encoding and the empty line.
        var size = line.Length + 200;
        for (var i = 0; i < headers.FieldCount; i++)
            size += Size(headers.NameAt(i), headers.ValueAt(i));
        var target = output.GetSpan(size);
        line.CopyTo(target);
        var at = line.Length;
        at += WriteOwn(target[at..], options);
        for (var i = 0; i < headers.FieldCount; i++)
        {
            if (headers.NameAt(i) is { } name)
                at += WriteField(target[at..], name, headers.ValueAt(i));
        }

        "\r\n"u8.CopyTo(target[at..]);
        output.Advance(at + 2);
    }

    /// <summary>Writes one field, in as many lines as it has values.</summary>
    internal static void WriteField(IBufferWriter<byte> output, string name, StringValues values, Func<string, Encoding?>? encodings)
    {
        var encoding = encodings?.Invoke(name) ?? Encoding.ASCII;
        foreach (var value in values)
        {
            if (value is null)
                continue;
            var span = output.GetSpan(name.Length + encoding.GetMaxByteCount(value.Length) + 4);
            var at = Encoding.ASCII.GetBytes(name, span);
            ": "u8.CopyTo(span[at..]);
            at += 2;
            at += encoding.GetBytes(value, span[at..]);
            "\r\n"u8.CopyTo(span[at..]);
            output.Advance(at + 2);
        }
    }

    private static void WriteEncoded(IBufferWriter<byte> output, byte[] line, ResponseHeaders headers, in Options options)
    {
        output.Write(line);
        output.Advance(WriteOwn(output.GetSpan(200), options));
        for (var i = 0; i < headers.FieldCount; i++)
        {
            if (headers.NameAt(i) is { } name)
                WriteField(output, name, headers.ValueAt(i), headers.Encodings);
        }

        output.Write("\r\n"u8);
    }

    private static int WriteOwn(Span<byte> target, in Options options)
    {
        var at = 0;
        if (options.Connection is { } connection)
            at += Copy(connection == "close" ? "Connection: close\r\n"u8 : "Connection: keep-alive\r\n"u8, target);
        if (options.Length >= 0)
        {
            at += Copy("Content-Length: "u8, target[at..]);
            Utf8Formatter.TryFormat(options.Length, target[at..], out var digits);
            at += digits;
            at += Copy("\r\n"u8, target[at..]);
        }

        if (!options.HasDate)
            at += Copy(DateHeader.Line, target[at..]);
        if (!options.HasServer)
            at += Copy("Server: Rondo\r\n"u8, target[at..]);
        if (options.IsChunked)
            at += Copy("Transfer-Encoding: chunked\r\n"u8, target[at..]);
        return at;
    }

    private static int WriteField(Span<byte> target, string name, StringValues values)
    {
        var at = 0;
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is not { } value)
                continue;
            Ascii.FromUtf16(name, target[at..], out var written);
            at += written;
            at += Copy(": "u8, target[at..]);
            Ascii.FromUtf16(value, target[at..], out written);
            at += written;
            at += Copy("\r\n"u8, target[at..]);
        }

        return at;
    }

    private static int Size(string? name, StringValues values)
    {
        var size = 0;
        for (var i = 0; name is not null && i < values.Count; i++)
            size += name.Length + (values[i]?.Length ?? 0) + 4;
        return size;
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        source.CopyTo(target);
        return source.Length;
    }

    private static byte[] StatusLine(int status)
    {
        if ((uint)status >= (uint)s_statusLines.Length)
            return Encoding.ASCII.GetBytes($"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\n");
        return s_statusLines[status] ??= Encoding.ASCII.GetBytes($"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\n");
    }
}
