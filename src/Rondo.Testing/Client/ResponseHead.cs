using System.Globalization;
using System.Net;

namespace Rondo.Testing.Client;

/// <summary>Reads the head of an HTTP/1.1 response.</summary>
internal static class ResponseHead
{
    /// <summary>Reads status and headers, the interim ones (1xx, but for 101) only to skip them.</summary>
    /// <param name="connection">Where from.</param>
    /// <param name="request">The request that it answers.</param>
    /// <param name="proceed">Called for 100 (Continue).</param>
    internal static async ValueTask<HttpResponseMessage> ReadAsync(ClientConnection connection, HttpRequestMessage request, Action proceed)
    {
        while (true)
        {
            var line = await connection.ReadLineAsync().ConfigureAwait(false)
                ?? throw new HttpRequestException(
                    HttpRequestError.ResponseEnded,
                    $"The server closed the connection without answering {request.Method} {request.RequestUri?.PathAndQuery}.");
            var parts = line.Split(' ', 3);
            if (parts.Length < 2 || !parts[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
                throw new HttpRequestException(
                    HttpRequestError.InvalidResponse, $"The server's answer begins with '{line}', which is no HTTP/1.1 status line.");
            var response = new HttpResponseMessage((HttpStatusCode)status)
            {
                Version = parts[0] == "HTTP/1.0" ? HttpVersion.Version10 : HttpVersion.Version11,
                ReasonPhrase = parts.Length == 3 ? parts[2] : "",
                RequestMessage = request,
            };
            await ReadHeadersAsync(connection, (name, value) =>
            {
                if (!response.Headers.TryAddWithoutValidation(name, value))
                    response.Content.Headers.TryAddWithoutValidation(name, value);
            }).ConfigureAwait(false);
            if (status is >= 200 or 101)
                return response;
            response.Dispose();
            if (status == 100)
                proceed();
        }
    }

    /// <summary>Reads header or trailer lines up to the empty one.</summary>
    internal static async ValueTask ReadHeadersAsync(ClientConnection connection, Action<string, string> add)
    {
        while (await connection.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
                return;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                throw new HttpRequestException(HttpRequestError.InvalidResponse, $"The server sent '{line}' where a header belongs.");
            add(line[..colon], line[(colon + 1)..].Trim());
        }

        throw new HttpRequestException(
            HttpRequestError.ResponseEnded, "The server closed the connection within the headers of its answer.");
    }
}
