using System.Runtime.ExceptionServices;
using Rondo.Core;

namespace Rondo.Testing.Client;

/// <summary>A request on its way: its body goes out while the answer may already be coming in.</summary>
internal sealed class RequestSending(EventLoop loop, ClientConnection connection, HttpRequestMessage request, string cookies)
{
    private TaskCompletionSource? _proceed;
    private bool _chunked;

    /// <summary>True when nothing is left to send.</summary>
    internal bool IsDone { get; private set; } = request.Content is null;

    /// <summary>Why the body could not be sent.</summary>
    internal ExceptionDispatchInfo? Failure { get; private set; }

    internal async ValueTask WriteHeadAsync() =>
        _chunked = await RequestWriter.WriteHeadAsync(connection, request, cookies);

    /// <summary>Begins to send the body, if there is one.</summary>
    /// <param name="failed">Called when it cannot be sent.</param>
    internal void StartBody(Action failed)
    {
        if (request.Content is not { } content)
            return;
        if (request.Headers.ExpectContinue == true)
            _proceed = new TaskCompletionSource();
        _ = SendAsync(content, failed); // fails never: what goes wrong is kept for whoever waits for the answer
    }

    /// <summary>The server wants the body.</summary>
    internal void Proceed() => _proceed?.TrySetResult();

    private async Task SendAsync(HttpContent content, Action failed)
    {
        try
        {
            if (_proceed is not null)
                await _proceed.Task;
            await content.CopyToAsync(new RequestBody(loop, connection, _chunked));
            await new LoopSwitch(loop.Scheduler); // the content may have gone on elsewhere
            if (_chunked)
                await RequestWriter.WriteLastChunkAsync(connection);
            IsDone = true;
        }
        catch (Exception exception)
        {
            await new LoopSwitch(loop.Scheduler);
            // A server that answered early may close or reset; the answer counts.
            if (exception is System.Net.Sockets.SocketException or ObjectDisposedException
                or HttpRequestException { InnerException: System.Net.Sockets.SocketException })
                return;
            Failure = ExceptionDispatchInfo.Capture(exception);
            failed();
        }
    }
}
