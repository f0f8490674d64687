using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Rondo.Core;

namespace Rondo.Server.Transport;

/// <summary>The start and the end of the connection.</summary>
internal sealed partial class RondoConnection
{
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
    /// response, instead of waiting for the client to end its side. Set before the output is completed; on the loop.
    /// </summary>
    internal bool IsClientDone { get; set; }

    /// <summary>The client is to be told that what it was sent is not all. Set before the output is completed; on the loop.</summary>
    internal bool EndsWithReset { get; set; }

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
