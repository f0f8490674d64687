using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Http1;

/// <summary>A client that speaks HTTP/2 where only HTTP/1.1 is spoken is told so in its language.</summary>
internal sealed partial class Http1Connection
{
    private FirstBytes _firstBytes;

    /// <summary>GOAWAY with HTTP_1_1_REQUIRED, stream 0, last stream 0 (RFC 9113 6.8, 7).</summary>
    private static ReadOnlySpan<byte> GoAway => [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0D];

    private static FirstBytes Recognize(in ReadOnlySequence<byte> buffer) =>
        StartsWithPreface(buffer) ? FirstBytes.Http2Preface : StartsWithTls(buffer) ? FirstBytes.Tls : FirstBytes.Http1;

    private static bool StartsWithPreface(in ReadOnlySequence<byte> buffer)
    {
        var preface = "PRI * HTTP/2.0\r\n"u8;
        Span<byte> start = stackalloc byte[16];
        if (buffer.Length < preface.Length)
            return false;
        buffer.Slice(0, preface.Length).CopyTo(start);
        return start.SequenceEqual(preface);
    }

    /// <summary>A handshake record, of any version.</summary>
    private static bool StartsWithTls(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[2];
        if (buffer.Length < start.Length)
            return false;
        buffer.Slice(0, start.Length).CopyTo(start);
        return start is [0x16, 0x03];
    }

    private bool IsHttp2Preface(BadHttpRequestException rejection) =>
        _firstBytes == FirstBytes.Http2Preface && rejection.StatusCode == StatusCodes.Status505HttpVersionNotsupported;

    private async Task RefuseHttp2Async()
    {
        Output.Write(GoAway);
        await Output.FlushAsync().ConfigureAwait(false);
    }
}
