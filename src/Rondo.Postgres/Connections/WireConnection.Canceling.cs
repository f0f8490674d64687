using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Login;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Connections;

/// <summary>Cancelling.</summary>
/// <remarks>
/// PostgreSQL cancels whatever a connection runs when the request arrives. So the request is sent only while its statement, or its group,
/// is the oldest, nothing is sent until the server has closed the request's connection, and a neighbour that is hit all the same is sent
/// again: it was rolled back. It is then in flight alone, so that a busy connection with many cancellations cannot hit it once more.
/// See docs/decisions.
/// </remarks>
internal sealed partial class WireConnection
{
    private const int CancelRequest = 80877102;

    private static readonly TimeSpan s_cancelTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The time after which a statement that still runs is cancelled again.</summary>
    private static readonly TimeSpan s_cancelAgain = TimeSpan.FromSeconds(1);

    private bool _isCanceling;
    private Exchange? _canceled;

    /// <summary>Gets whether the server did not take in a cancel request in time, and so may at any time.</summary>
    internal bool HasStrayRequest { get; private set; }

    /// <inheritdoc/>
    public void Cancel(Exchange exchange)
    {
        if (exchange.IsSent && !exchange.IsFinished)
            CancelOldest();
    }

    private void CancelOldest()
    {
        if (_isCanceling || _broken is not null || FindAbandoned() is not { } abandoned || abandoned == _canceled)
            return;
        (_isCanceling, _canceled) = (true, abandoned);
        foreach (var neighbour in _sent)
            neighbour.IsExposed = neighbour != abandoned;
        _loop.Post(static state => _ = ((WireConnection)state!).CancelUntilEndAsync(), this);
    }

    /// <summary>
    /// Returns an exchange that its caller gave up, of those that the server may run now: the oldest and the rest of its group.
    /// </summary>
    private Exchange? FindAbandoned()
    {
        foreach (var each in _sent)
        {
            if (each.IsAbandoned)
                return each;
            if (each.HasSync)
                return null;
        }

        return null;
    }

    /// <summary>
    /// Sends the request, and once more each second in which the statement runs on: a server process that has not begun the
    /// statement ignores a request.
    /// </summary>
    private async Task CancelUntilEndAsync()
    {
        var canceled = _canceled;
        await SendCancelAsync();
        await EventLoop.Sleep(s_cancelAgain);
        if (_canceled != canceled || canceled is not { IsFinished: false })
            return;
        _canceled = null;
        CancelOldest();
    }

    private async Task SendCancelAsync()
    {
        try
        {
            HasStrayRequest |= !await CancelScope.MoveOnAfter(s_cancelTimeout, SendCancelRequestAsync);
        }
        catch (Exception exception)
            when (exception is IOException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The statement runs to its end instead, as if the request had come too late.
        }
        finally
        {
            _isCanceling = false;
        }

        Flush();
        CancelOldest();
    }

    private async Task SendCancelRequestAsync()
    {
        using var transport = await Transport.ConnectAsync(_host);
        if (_transport.IsEncrypted)
            await Tls.NegotiateAsync(transport, _host, _options);
        var writer = new MessageWriter();
        writer.BeginUntyped();
        writer.WriteInt32(CancelRequest);
        writer.WriteInt32(_start.ProcessId);
        writer.WriteBytes(_start.Secret);
        writer.End();
        await transport.WriteAsync(writer.Written);
        _ = await transport.ReadAsync(new byte[1]); // the server closes the connection once it has passed the request on
    }
}
