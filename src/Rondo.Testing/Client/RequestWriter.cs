using System.Globalization;
using System.Net;
using System.Text;

namespace Rondo.Testing.Client;

/// <summary>Writes HTTP/1.1 requests.</summary>
internal static class RequestWriter
{
    private static readonly byte[] s_lastChunk = "0\r\n\r\n"u8.ToArray();

    /// <summary>Writes the request line and the headers.</summary>
    /// <returns>Whether the body is to be sent in chunks.</returns>
    internal static async ValueTask<bool> WriteHeadAsync(ClientConnection connection, HttpRequestMessage request, string cookies)
    {
        var head = new StringBuilder(256);
        head.Append(request.Method.Method.ToUpperInvariant()).Append(' ').Append(request.RequestUri!.PathAndQuery).Append(" HTTP/1.1\r\n");
        if (!request.Headers.NonValidated.Contains("Host"))
            head.Append("Host: ").Append(request.RequestUri.Authority).Append("\r\n");
        var chunked = false;
        if (request.Content is { } content)
        {
            chunked = request.Headers.TransferEncodingChunked == true || content.Headers.ContentLength is null;
            if (chunked)
                content.Headers.ContentLength = null;
            if (chunked && request.Headers.TransferEncodingChunked != true)
                request.Headers.TransferEncodingChunked = true;
            foreach (var header in content.Headers.NonValidated)
                head.Append(header.Key).Append(": ").Append(header.Value.ToString()).Append("\r\n");
        }
        else if (request.Method == HttpMethod.Post || request.Method == HttpMethod.Put || request.Method == HttpMethod.Patch)
        {
            head.Append("Content-Length: 0\r\n");
        }

        foreach (var header in request.Headers.NonValidated)
            head.Append(header.Key).Append(": ").Append(header.Value.ToString()).Append("\r\n");
        if (cookies.Length > 0 && !request.Headers.NonValidated.Contains("Cookie"))
            head.Append("Cookie: ").Append(cookies).Append("\r\n");
        head.Append("\r\n");
        await connection.WriteAsync(Encoding.UTF8.GetBytes(head.ToString())).ConfigureAwait(false);
        return chunked;
    }

    internal static async ValueTask WriteChunkAsync(ClientConnection connection, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return; // an empty chunk would end the body
        var size = Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        var chunk = new byte[size.Length + bytes.Length + 2];
        size.CopyTo(chunk.AsSpan());
        bytes.Span.CopyTo(chunk.AsSpan(size.Length));
        "\r\n"u8.CopyTo(chunk.AsSpan(size.Length + bytes.Length));
        await connection.WriteAsync(chunk).ConfigureAwait(false);
    }

    internal static ValueTask WriteLastChunkAsync(ClientConnection connection) => connection.WriteAsync(s_lastChunk);
}
