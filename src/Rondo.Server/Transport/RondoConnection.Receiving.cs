using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Rondo.Core;
using Rondo.IO.Drivers;
using Rondo.Server.Loops;

namespace Rondo.Server.Transport;

/// <summary>Receiving: plumbing without a synchronization context.</summary>
internal sealed partial class RondoConnection
{
    private static readonly Action<object?> s_receive = static self => ((RondoConnection)self!).Receive();
    private static readonly Action<object?> s_watch = static self => ((RondoConnection)self!).Watch();

    /// <summary>
    /// Bytes that a connection takes in after its last request, for the sake of the response that the client has yet to read.
    /// </summary>
    private const int MaxDiscarded = 64 * 1024 * 1024;

    /// <summary>
    /// Blocks that a step fills at most. Each step wakes the reader once, which costs some hundred bytes of its state machines: a large
    /// body that came in single blocks would cost a fifth of its length and more.
    /// </summary>
    private const int MaxBlocks = 16;

    /// <summary>
    /// Steps that a connection with one request needs after its first bytes came: one serves the request, one sends the response.
    /// </summary>
    private int _firstWatch = 2;
    private int _discarded;

    /// <summary>Bytes have come that the reader has not consumed. Asked by the reader.</summary>
    internal bool HasUnread => _input.HasUnread;

    void ISocketUser.OnReadable() => Receive();

    /// <summary>
    /// Takes in what there is, <see cref="MaxBlocks"/> at a time so that the loop's other connections have their turn, and comes back
    /// when there is more.
    /// </summary>
    private void Receive()
    {
        try
        {
            if (_isSocketClosed)
            {
                EndReceiving(_abortReason);
                return;
            }

            if (_input.IsPaused)
            {
                _input.Room.UnsafeOnCompleted(Receive);
                return;
            }

            if (_input.IsReaderDone)
            {
                Discard();
                return;
            }

            if (!TryFill(out var received))
            {
                EndReceiving(null);
                return;
            }

            _input.Deliver();
            if (received && _firstWatch > 0)
                Loop.Scheduler.Ready.Enqueue(s_watch, this, WorkKind.StateAction);
            else
                _socket.WhenReadable(this);
        }
        catch (Exception exception)
        {
            EndReceiving(exception);
        }
    }

    /// <summary>Receives into one block after the other for as long as there is enough to fill them.</summary>
    /// <param name="received">Whether anything was received.</param>
    /// <returns>False if the client has ended its side.</returns>
    private bool TryFill(out bool received)
    {
        received = false;
        for (var blocks = 0; blocks < MaxBlocks && !_input.IsFull; blocks++)
        {
            // No block is held while there is nothing to read.
            var room = _input.GetMemory().Span;
            var bytes = _socket.TryReceive(room);
            if (bytes == 0)
                return false;
            _input.Append(Math.Max(0, bytes));
            received |= bytes > 0;
            if (bytes < room.Length)
                break;
        }

        return true;
    }

    /// <summary>
    /// Waits for more after the first bytes, once the steps that answer them are done: a connection with one request is closed by
    /// then, and never registers its socket.
    /// </summary>
    private void Watch()
    {
        if (--_firstWatch > 0)
        {
            Loop.Scheduler.Ready.Enqueue(s_watch, this, WorkKind.StateAction);
            return;
        }

        try
        {
            if (_isSocketClosed)
                EndReceiving(_abortReason);
            else
                _socket.WhenReadable(this);
        }
        catch (Exception exception)
        {
            EndReceiving(exception);
        }
    }

    private void EndReceiving(Exception? exception)
    {
        _input.CompleteFilling(exception switch
        {
            null => null,
            SocketException reset when IsReset(reset) => new ConnectionResetException("The client reset the connection.", reset),
            OperationCanceledException or ObjectDisposedException when _sendingEnded || _abortReason is not null => _abortReason,
            _ => exception as IOException ?? new IOException("Receiving failed.", exception),
        });
        // Kestrel learns of the end through the token, the running request through its scope.
        _hasClientLeft = true;
        if (!_sendingEnded)
            CancelRequest(ClientLeft.Connection);
        Protocol?.OnClientLeft();
        bool isAwaited;
        lock (_socket)
            isAwaited = _closed is not null;
        if (isAwaited)
            ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.AnnounceClosed(), this, preferLocal: false);
        _receivingEnded = true;
        TryEnd();
    }

    /// <summary>
    /// Throws away what still comes, in steps: a client that never stops sending would keep a loop that reads to the end.
    /// </summary>
    private void Discard()
    {
        Span<byte> scratch = stackalloc byte[4096];
        var received = _socket.TryReceive(scratch);
        if (received == 0)
        {
            EndReceiving(null);
            return;
        }

        _discarded += Math.Max(0, received);
        if (_discarded > MaxDiscarded)
        {
            Abort(new ConnectionAbortedException("The client continued to send after the last request of its connection."));
            EndReceiving(_abortReason);
            return;
        }

        _socket.WhenReadable(this);
    }

    /// <summary>
    /// On the thread pool: the token's callbacks are the server's and the app's, and none of them may hold up or end the loop.
    /// </summary>
    private void AnnounceClosed()
    {
        try
        {
            _closed!.Cancel();
        }
        catch (AggregateException exception)
        {
            Loop.Scheduler.Report(exception);
        }
    }

    private static bool IsReset(SocketException exception) =>
        exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
        or SocketError.OperationAborted;
}
