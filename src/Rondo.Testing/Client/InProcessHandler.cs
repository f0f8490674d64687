using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Rondo.Core;
using Rondo.Server.InProcess;
using Rondo.Testing.Network;

namespace Rondo.Testing.Client;

/// <summary>HTTP/1.1 over connections inside the loop: what <see cref="TestClient"/> stands on.</summary>
/// <remarks>
/// Not SocketsHttpHandler: it connects, and continues, on the thread pool, so that neither virtual time nor a seed would decide
/// the order of a test. Both sides here are steps of one loop.
/// </remarks>
internal sealed class InProcessHandler(EventLoop loop, InProcessListener listener, TestClientOptions options) : HttpMessageHandler
{
    private const int MaxRedirects = 20;

    private readonly HashSet<ClientConnection> _open = [];
    private readonly Stack<ClientConnection> _idle = [];
    private int _lastPort = 40000;
    private bool _closed;

    internal CookieContainer Cookies { get; } = new();

    /// <summary>Closes every connection: the server sees its requests in progress disconnect. On the loop.</summary>
    internal void CloseAll()
    {
        _closed = true;
        foreach (var connection in _open.ToArray())
            Close(connection);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        loop.IsCurrent ? SendHere(request, cancellationToken) : loop.InvokeAsync(() => SendHere(request, cancellationToken));

    private async Task<HttpResponseMessage> SendHere(HttpRequestMessage request, CancellationToken token)
    {
        HttpResponseMessage? response = null;
        ExceptionDispatchInfo? failure = null;
        try
        {
            CancelScope.ThrowIfCanceled();
            response = await CancelScope.LinkTo(token, () => SendAndFollow(request));
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        // HttpClient continues without a context: completed in a step with one, its continuation would go to the thread pool.
        await new LoopSwitch(loop.Scheduler);
        failure?.Throw();
        return response!;
    }

    private async Task<HttpResponseMessage> SendAndFollow(HttpRequestMessage request)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await Exchange(request);
            if (!options.FollowRedirects || redirects == MaxRedirects || response.Headers.Location is not { } location
                || response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found
                    or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return response;
            // As every client does: 303 becomes GET, and so does a POST that is moved with 301 or 302.
            if (response.StatusCode == HttpStatusCode.SeeOther ? request.Method != HttpMethod.Head
                : request.Method == HttpMethod.Post && response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found)
                (request.Method, request.Content) = (HttpMethod.Get, null);
            request.RequestUri = new Uri(request.RequestUri!, location);
            response.Dispose();
        }
    }

    private async Task<HttpResponseMessage> Exchange(HttpRequestMessage request)
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(TestClient));
        var connection = Take();
        HttpResponseMessage? response = null;
        try
        {
            var sending = new RequestSending(loop, connection, request, Cookies.GetCookieHeader(request.RequestUri!));
            await sending.WriteHeadAsync();
            sending.StartBody(() => Close(connection));
            try
            {
                response = await ResponseHead.ReadAsync(connection, request, sending.Proceed);
            }
            catch when (sending.Failure is not null)
            {
                sending.Failure.Throw();
            }

            ThrowServerError(connection, response!);
            foreach (var cookie in response!.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [])
                Cookies.SetCookies(request.RequestUri!, cookie);
            AttachBody(connection, request, response, sending);
            return response;
        }
        catch (Exception exception)
        {
            response?.Dispose();
            Close(connection);
            if (options.ThrowServerErrors && connection.Failure is { } thrown && exception is not OperationCanceledException
                && exception != thrown)
                ExceptionDispatchInfo.Throw(thrown);
            if (connection.Explain(exception) is var explained && explained != exception)
                throw explained;
            throw;
        }
    }

    private void ThrowServerError(ClientConnection connection, HttpResponseMessage response)
    {
        if (options.ThrowServerErrors && (int)response.StatusCode >= 500 && connection.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    private void AttachBody(ClientConnection connection, HttpRequestMessage request, HttpResponseMessage response, RequestSending sending)
    {
        var headers = response.Content.Headers;
        var length = headers.ContentLength;
        var framing = response.Headers.TransferEncodingChunked == true ? BodyFraming.Chunked : length is null
            ? BodyFraming.UntilClosed : BodyFraming.Length;
        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
            (framing, length) = (BodyFraming.Upgraded, null);
        else if (request.Method == HttpMethod.Head || response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
            (framing, length) = (BodyFraming.Length, 0);
        var keepAlive = response.Headers.ConnectionClose != true && response.Version == HttpVersion.Version11;
        var body = new ResponseBody(loop, connection, response, framing, length, reusable =>
        {
            if (reusable && keepAlive && sending.IsDone && !_closed)
                _idle.Push(connection);
            else
                Close(connection);
        });
        HttpContent content = framing == BodyFraming.Upgraded ? new UpgradedContent(body) : new StreamContent(body);
        foreach (var header in headers.NonValidated)
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        body.EndIfEmpty();
    }

    private ClientConnection Take()
    {
        while (_idle.TryPop(out var idle))
        {
            if (!idle.IsStale)
            {
                idle.BeginExchange();
                return idle;
            }

            Close(idle);
        }

        var remote = listener.EndPoint as IPEndPoint ?? new IPEndPoint(IPAddress.Loopback, 80);
        if (remote.Address.Equals(IPAddress.Any) || remote.Address.Equals(IPAddress.IPv6Any))
            remote = new IPEndPoint(IPAddress.Loopback, remote.Port);
        var (client, server) = MemorySocket.Pair(new IPEndPoint(remote.Address, ++_lastPort), remote);
        var connection = new ClientConnection(client);
        if (!listener.TryOpen(server, connection))
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, "The app accepts no connections any more: it is stopping or has stopped.",
                new SocketException((int)SocketError.ConnectionRefused));
        _open.Add(connection);
        return connection;
    }

    private void Close(ClientConnection connection)
    {
        _open.Remove(connection);
        connection.Close();
    }
}
