using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Rondo.Core;

namespace Rondo.Server.Transport;

/// <summary>Moving bytes: two tasks of one group, plumbing without a synchronization context.</summary>
internal sealed partial class RondoConnection
{
    /// <summary>How long a connection whose answers are all sent is kept for the client to end its side: nginx waits 5 s for more to come.</summary>
    internal TimeSpan Lingering { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Begins to move bytes; on the loop's thread.</summary>
    internal void Start()
    {
        // A connection outlives the step that accepted it, and must not carry that step's scope.
        using (ExecutionContext.SuppressFlow())
            _ = Loop.Scheduler.TryPost((Action)(() => _ = MoveAsync()), null, WorkKind.Action);
    }

    /// <summary>What is left to send has this long to go out; on the loop's thread.</summary>
    internal void LimitSending(TimeSpan limit)
    {
        if (!_sendingEnded)
            _scope?.CancelAfter(limit);
    }

    private async Task MoveAsync()
    {
        _scope = new CancelScope(Loop.Scheduler, (CancelScope)Loop.Scheduler.Root, "connection");
        CancelContext.Ambient = _scope;
        var receiving = ReceiveAll();
        await SendAll().ConfigureAwait(false);
        _sendingEnded = true;
        // What the client is still sending is taken in for a while: closing on it would make the kernel send a reset, which
        // may overtake and destroy the end of what the client was sent (RFC 9112 9.6).
        if (_abortReason is null && !HasDisconnected)
            _scope.CancelAfter(Lingering);
        else
            _scope.CancelHere(new CancelReason(CancelKind.Requested, "the response side has ended"));
        await receiving.ConfigureAwait(false);
        _scope.Close();
        if (_abortReason is not null)
            Reset();
        _socket.Dispose();
        _slot.Closed();
        lock (_creating)
        {
            _hasEnded = true;
            _ended?.TrySetResult();
        }
    }

    private async Task ReceiveAll()
    {
        Exception? failure = null;
        try
        {
            while (!_input.IsReaderDone)
            {
                // No buffer while there is nothing to read: an idle connection holds none.
                await _socket.ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
                var received = await _socket.ReceiveAsync(_input.GetMemory()).ConfigureAwait(false);
                if (received == 0)
                    break;
                _input.Commit(received);
                while (_input.IsPaused)
                    await _input.Room;
            }

            if (_input.IsReaderDone)
                await DiscardAll().ConfigureAwait(false);
        }
        catch (SocketException exception) when (IsReset(exception))
        {
            failure = new ConnectionResetException("The client reset the connection.", exception);
        }
        catch (OperationCanceledException) when (_sendingEnded || _abortReason is not null)
        {
            failure = _abortReason;
        }
        catch (Exception exception)
        {
            failure = exception as IOException ?? new IOException("Receiving failed.", exception);
        }

        _input.CompleteFilling(failure);
        // Kestrel learns of the end through the token, the running request through its scope.
        HasDisconnected = true;
        if (!_sendingEnded)
            CancelRequest("the client closed the connection", CancelKind.Disconnected);
        Http1?.PeerLeft();
        bool isAwaited;
        lock (_creating)
            isAwaited = _closed is not null;
        if (isAwaited)
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.AnnounceClosed(), this, preferLocal: false);
    }

    /// <summary>Nobody wants what still comes.</summary>
    private async Task DiscardAll()
    {
        var scratch = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            while (await _socket.ReceiveAsync(scratch).ConfigureAwait(false) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>On the thread pool: the token's callbacks are the server's and the app's, and none of them may hold up or end the loop.</summary>
    private void AnnounceClosed()
    {
        try
        {
            _closed!.Cancel();
        }
        catch (AggregateException exception)
        {
            Loop.Scheduler.OnUnhandled(exception);
        }
    }

    private async Task SendAll()
    {
        Exception? failure = null;
        try
        {
            while (_abortReason is null)
            {
                var isLast = _output.IsWriterDone;
                var bytes = _output.Next();
                if (!bytes.IsEmpty)
                {
                    await _socket.SendAsync(bytes).ConfigureAwait(false);
                    _output.Sent(bytes.Length);
                }
                else if (isLast)
                {
                    break;
                }
                else
                {
                    await _output.Arrival;
                }
            }

            if (_abortReason is null)
                _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException exception)
        {
            // The client is gone: what is written from now on goes nowhere, as in Kestrel. Said here, before Kestrel notices and aborts
            // the connection, which would look like a decision of the server's.
            failure = exception;
            CancelRequest("the client closed the connection", CancelKind.Disconnected);
        }
        catch (OperationCanceledException)
        {
            failure = _abortReason ??= new ConnectionAbortedException("The client did not take the end of the response in time.");
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        _output.CompleteSending(failure is SocketException ? null : failure);
    }

    /// <summary>As in Kestrel, an abort is a reset: an end would tell the client that what it has is all there was.</summary>
    private void Reset()
    {
        try
        {
            _socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.Linger, 0);
        }
        catch (SocketException)
        {
            // The client was faster.
        }
    }

    private static bool IsReset(SocketException exception) =>
        exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.OperationAborted;
}
