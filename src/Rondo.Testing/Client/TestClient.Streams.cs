using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Rondo.Testing.Client;

namespace Rondo.Testing;

/// <summary>WebSockets and server-sent events.</summary>
public sealed partial class TestClient
{
    /// <summary>Opens a WebSocket.</summary>
    /// <param name="path">The path, with its query.</param>
    /// <param name="subProtocols">The subprotocols offered; none by default.</param>
    /// <param name="configure">Adjusts the request: its headers.</param>
    /// <exception cref="TestSocketException">The app refused; carries the status and the body of its answer.</exception>
    public async Task<TestWebSocket> WebSocketAsync(
        string path, IEnumerable<string>? subProtocols = null, Action<HttpRequestMessage>? configure = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        // any 16 bytes; these are RFC 6455's, so a trace repeats itself
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        if (subProtocols is not null)
            request.Headers.Add("Sec-WebSocket-Protocol", string.Join(", ", subProtocols));
        configure?.Invoke(request);
        var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols)
        {
            using (response)
            {
                var body = await response.Content.ReadAsStringAsync();
                throw new TestSocketException(
                    $"The app refused the WebSocket {path} with {(int)response.StatusCode} ({response.ReasonPhrase}): "
                        + $"{(body.Length == 0 ? "no body" : body)}")
                { StatusCode = response.StatusCode, Body = body };
            }
        }

        var chosen = response.Headers.TryGetValues("Sec-WebSocket-Protocol", out var values) ? values.First() : null;
        return new TestWebSocket(response, UpgradedContent.Of(response), chosen, _options.ThrowServerErrors);
    }

    /// <summary>Reads server-sent events as they come. Leaving the loop disconnects.</summary>
    /// <param name="path">The path, with its query.</param>
    /// <param name="lastEventId">The id to resume after: sent as <c>Last-Event-ID</c>.</param>
    /// <param name="comments">Whether comments, which are what heartbeats are, are returned as well.</param>
    /// <exception cref="HttpRequestException">The answer is no success, or no <c>text/event-stream</c>.</exception>
    public async IAsyncEnumerable<TestEvent> EventsAsync(string path, string? lastEventId = null, bool comments = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            var type = response.Content.Headers.ContentType?.MediaType ?? "no content type";
            throw new HttpRequestException(
                HttpRequestError.InvalidResponse,
                $"GET {path} answered {(int)response.StatusCode} with {type}, and not 200 with text/event-stream: "
                    + $"{await response.Content.ReadAsStringAsync()}", statusCode: response.StatusCode);
        }

        var reader = new EventReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadAsync() is { } next)
        {
            if (comments || next.Comment is null)
                yield return next;
        }
    }
}
