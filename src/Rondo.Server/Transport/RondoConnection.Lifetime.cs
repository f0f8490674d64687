using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Connections;
using Rondo.Core;
using Rondo.IO.Drivers;
using Rondo.Server.Loops;
using Rondo.Server.Transport.Pipes;

namespace Rondo.Server.Transport;

/// <summary>Moving bytes: plumbing without a synchronization context.</summary>
internal sealed partial class RondoConnection
{
    private static readonly Action<object?> s_receive = static self => ((RondoConnection)self!).Receive();
    private static readonly Action<object?> s_watch = static self => ((RondoConnection)self!).Watch();
    private static readonly Action<object?> s_send = static self => ((RondoConnection)self!).Send(null);

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
    private int _sendingBytes;
    private int _isSending;
    private bool _isSocketClosed;
    private bool _isEnding;
    private LingerTimer? _lingering;

    /// <summary>
    /// On the loop's thread. A loop that has ended runs its steps elsewhere, several at a time, and has no timers any more.
    /// </summary>
    private bool IsHere => Scheduler.Current == Loop.Scheduler;

    /// <summary>Closing on bytes that nobody read would make the kernel reset the connection.</summary>
    private bool ClosesAtOnce => IsClientDone && _discarded == 0;

    /// <summary>
    /// How long a connection whose answers are all sent is kept for the client to end its side: nginx waits 5 s for more to come.
    /// </summary>
    internal TimeSpan Lingering { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The client has announced that its request was the last, and has sent nothing more: the connection closes right after the
    /// response, instead of
    /// waiting for the client to end its side. Set before the output is completed; on the loop.
    /// </summary>
    internal bool IsClientDone { get; set; }

    /// <summary>The client is to be told that what it was sent is not all. Set before the output is completed; on the loop.</summary>
    internal bool EndsWithReset { get; set; }

    /// <summary>Bytes have come that the reader has not consumed. Asked by the reader.</summary>
    internal bool HasUnread => _input.HasUnread;

    /// <summary>Begins to move bytes; on the loop's thread.</summary>
    internal void Start()
    {
        // A connection outlives the step that accepted it, and must not carry that step's context.
        using (ExecutionContext.SuppressFlow())
            _ = Loop.Scheduler.TryPost(s_receive, this, WorkKind.StateAction);
    }

    /// <summary>
    /// Limits the time for what is left to send, of which the rate's worth has to go out in each window; on the loop's thread.
    /// </summary>
    internal void LimitSending(TimeSpan limit, TimeSpan window, double bytesPerSecond)
    {
        if (!_sendingEnded)
            EndAfter(limit, window, (long)(bytesPerSecond * window.TotalSeconds));
    }

    private void EndAfter(TimeSpan limit) => EndAfter(limit, limit, 0);

    private void EndAfter(TimeSpan limit, TimeSpan window, long perWindow)
    {
        if (!IsHere)
            return;
        _lingering ??= new LingerTimer(this);
        Loop.Scheduler.Timers.Remove(_lingering);
        _lingering.Start(Loop.Scheduler.DeadlineAfter(limit), window, perWindow);
    }

    /// <summary>Both directions have ended: at the same time, on the thread pool, where the loop has ended before them.</summary>
    private void TryEnd()
    {
        lock (_socket)
        {
            if (!_sendingEnded || !_receivingEnded || _isEnding)
                return;
            _isEnding = true;
        }

        if (_lingering is not null && IsHere)
            Loop.Scheduler.Timers.Remove(_lingering);
        CloseSocket();
        _slot.Closed();
        lock (_socket)
            _hasEnded = true;
        _whenEnded?.Invoke();
    }

    /// <summary>Operations that still wait for the socket fail.</summary>
    private void CloseSocket()
    {
        lock (_socket)
        {
            if (_isSocketClosed)
                return;
            _isSocketClosed = true;
        }

        if (EndsWithReset || (_abortReason is not null && !_sendingEnded))
            Reset();
        _view?.Dispose();
        _socket.Dispose();
        // A writer that waits for room instead of the socket is not told by that.
        if (_input.IsPaused)
            _input.Room.Set();
    }

    void ISocketUser.OnReadable() => Receive();

    void ISocketUser.OnSent(Exception? failure) => Send(failure);

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

    void IOutputSender.Arrived()
    {
        if (Interlocked.Exchange(ref _isSending, 1) != 0)
            return;
        var scheduler = Loop.Scheduler;
        if (Scheduler.Current == scheduler)
            scheduler.Ready.Enqueue(s_send, this, WorkKind.StateAction);
        else
            scheduler.RunElsewhere(new WorkItem(s_send, this, WorkKind.StateAction));
    }

    /// <summary>
    /// Sends what there is, in a step of its own, so that an answer's pieces go out together. Without a task that waits for more:
    /// an idle connection holds none.
    /// </summary>
    /// <param name="failure">The outcome of the last send.</param>
    private void Send(Exception? failure)
    {
        try
        {
            if (failure is not null)
                ExceptionDispatchInfo.Throw(failure);
            if (_sendingBytes > 0)
            {
                _output.Sent(_sendingBytes);
                _sendingBytes = 0;
            }

            while (_abortReason is null && !_sendingEnded)
            {
                var isLast = _output.IsWriterDone;
                var bytes = _output.Next();
                if (!bytes.IsEmpty)
                {
                    _sendingBytes = bytes.Length;
                    if (!_socket.TrySend(bytes, this))
                        return;
                    _output.Sent(bytes.Length);
                    _sendingBytes = 0;
                }
                else if (isLast)
                {
                    break;
                }
                else
                {
                    Volatile.Write(ref _isSending, 0);
                    // When the loop has ended, who writes does so at the same time: one of us sees the other.
                    if (IsHere || !_output.HasMore || Interlocked.Exchange(ref _isSending, 1) != 0)
                        return;
                }
            }

            if (_abortReason is null && !_sendingEnded && !ClosesAtOnce && !EndsWithReset)
                _socket.Shutdown(SocketShutdown.Send);
            failure = _abortReason;
        }
        catch (SocketException exception)
        {
            // The client is gone: what is written from now on goes nowhere, as in Kestrel. Said here, before Kestrel notices and aborts
            // the connection, which would look like a decision of the server's.
            failure = exception;
            CancelRequest(ClientLeft.Connection);
        }
        catch (Exception exception)
        {
            failure = _abortReason ?? exception;
        }

        if (_sendingEnded)
            return;
        if (_abortReason is not null)
            CloseSocket();
        _sendingEnded = true;
        _output.CompleteSending(failure is SocketException ? null : failure);
        // Input that the client is still sending is taken in for a while: closing on it would make the kernel send a reset, which
        // may overtake and destroy the end of what the client was sent (RFC 9112 9.6).
        if (failure is not null || _hasClientLeft || !IsHere || ClosesAtOnce || EndsWithReset)
            CloseSocket();
        else
            EndAfter(Lingering);
        TryEnd();
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
        exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
        or SocketError.OperationAborted;

    /// <summary>The client has not taken the end of what it was sent in time, or not ended its side.</summary>
    private sealed class LingerTimer(RondoConnection connection) : TimerNode
    {
        private long _end;
        private TimeSpan _window;
        private long _perWindow;
        private long _sent;

        private Scheduler Scheduler => connection.Loop.Scheduler;

        internal void Start(long end, TimeSpan window, long perWindow)
        {
            (_end, _window, _perWindow) = (end, window, perWindow);
            LookLater();
        }

        internal override void OnTimer()
        {
            if (connection._sendingEnded)
                connection.CloseSocket();
            else if (Scheduler.Now < _end && connection.Sent - _sent >= _perWindow)
                LookLater();
            else
                connection.Abort(new ConnectionAbortedException("The client did not take the end of the response in time."));
        }

        private void LookLater()
        {
            _sent = connection.Sent;
            Scheduler.Timers.Add(this, Math.Min(_end, Scheduler.DeadlineAfter(_window)));
        }
    }
}
