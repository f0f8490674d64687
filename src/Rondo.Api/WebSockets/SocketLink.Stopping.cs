using Rondo.Server;
using Rondo.Server.WebSockets.Closing;

namespace Rondo.Api.WebSockets;

/// <summary>The server stops: closes with 1001 when that loses nothing.</summary>
/// <remarks>
/// When the handler has answered the client's last message and waits for the next, its answer is held back until it has heard
/// that there will be none:
/// the client gets the answer, whatever the handler says for a farewell, and the close frame together, and so sends nothing that
/// stays unanswered.
/// A client that is silent is closed when the window has passed.
/// </remarks>
internal sealed partial class SocketLink
{
    /// <summary>How long an answer is held back at most.</summary>
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    private SocketDrain? _drain;
    private DrainState _draining;

    private bool IsStopping => _draining.Phase != DrainPhase.None;

    private bool HasUnread => _inbox.Count > 0 || _reading is Reading.Message or Reading.Taking;

    /// <summary>The neighbours in the list of who is to hear of it.</summary>
    internal SocketLink? PreviousToDrain { get; set; }

    internal SocketLink? NextToDrain { get; set; }

    /// <summary>Again is harmless.</summary>
    internal void BeginStop()
    {
        if (_drain is null || IsStopping || _phase.IsBroken)
            return;
        _draining = _draining.After(DrainEvent.Begin).State;
        Group.Start(StopAsync, "WebSocket drain");
        _stop?.Cancel();
    }

    private void LeaveDrain()
    {
        _drain?.Remove(this);
        _drain = null;
    }

    private async Task StopAsync()
    {
        await EventLoop.Sleep(_setup.DrainWindow);
        await StarvationGrace.TakeAsync();
        // Messages that came before are still answered.
        var began = Clock.GetTimestamp();
        while (_phase == ClosingPhase.Open && !Closes(DrainEvent.Look, isBusy: HasUnread)
            && Clock.GetElapsedTime(began) < Options.CloseTimeout)
            await EventLoop.Sleep(s_look);
        End(SocketClose.Stopping);
        if (!_phase.HasReceived && !_phase.HasWritten)
            return;
        // One side has closed already, and the handler, or the client with what is still to be sent, takes its time.
        LimitHandler("the server is stopping");
        await EventLoop.Sleep(Options.CloseTimeout);
        if (_scope.Handler is null)
            Break(null, "The server stopped before the client had taken everything");
    }

    /// <summary>Before a message is sent.</summary>
    private async ValueTask LetHandlerEndAsync()
    {
        if (!Closes(DrainEvent.Hold, isBusy: HasUnread || Queued > 0))
            return;
        End(SocketClose.Stopping);
        await WaitBrieflyAsync(() => _phase != ClosingPhase.Asked);
    }

    /// <summary>Whether an event of the drain closes the session.</summary>
    private bool Closes(DrainEvent drainEvent, bool isBusy)
    {
        var reading = isBusy ? AppReading.Busy : _inbox.IsAwaited ? AppReading.Waits : AppReading.Never;
        var (state, actions) = (_draining with { Reading = reading }).After(drainEvent);
        _draining = state;
        return actions == DrainActions.Close;
    }
}
