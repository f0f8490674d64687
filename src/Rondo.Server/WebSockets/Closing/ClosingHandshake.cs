using static Rondo.Server.WebSockets.Closing.ClosingActions;
using static Rondo.Server.WebSockets.Closing.ClosingPhase;

namespace Rondo.Server.WebSockets.Closing;

/// <summary>The closing handshake (RFC 6455, 7) as a state machine without I/O, which sockets and sessions share.</summary>
internal static class ClosingHandshake
{
    /// <summary>Returns the step that an event leads to.</summary>
    internal static ClosingStep After(this ClosingPhase phase, ClosingEvent closingEvent) => closingEvent switch
    {
        ClosingEvent.Ask => phase == Open ? new(Asked, EndInput | LimitApp) : new(phase),
        ClosingEvent.Write => AfterWrite(phase),
        ClosingEvent.Flush => AfterFlush(phase),
        ClosingEvent.Receive => AfterReceive(phase),
        ClosingEvent.Breach => AfterBreach(phase),
        ClosingEvent.Settle => new(phase, phase.OwesClose ? SendClose : None),
        ClosingEvent.Break => AfterBreak(phase),
        ClosingEvent.Abort => AfterAbort(phase),
        ClosingEvent.Dispose => AfterDispose(phase),
        _ => throw new ArgumentOutOfRangeException(nameof(closingEvent), closingEvent, "The handshake has no such event."),
    };

    /// <summary>Of two close frames the first says why; the second is not sent.</summary>
    private static ClosingStep AfterWrite(ClosingPhase phase) => phase switch
    {
        Open or Asked => new(Sending, SendClose | EndInput),
        Received => new(Answering, SendClose),
        Breached => new(BreachSending, SendClose),
        _ => new(phase),
    };

    private static ClosingStep AfterFlush(ClosingPhase phase) => phase switch
    {
        Sending => new(Sent),
        Answering => new(Closed, Release),
        BreachSending => new(BreachSent),
        _ => new(phase),
    };

    private static ClosingStep AfterReceive(ClosingPhase phase) => phase switch
    {
        Open or Asked => new(Received, EndInput),
        Sending => new(Answering, EndInput),
        Sent => new(Closed, EndInput),
        _ => new(phase),
    };

    /// <summary>A peer that sent a close frame, even one with a defect, has closed.</summary>
    private static ClosingStep AfterBreach(ClosingPhase phase) => phase switch
    {
        Open or Asked => new(Breached),
        Sending => new(BreachSending),
        Sent => new(BreachSent),
        _ => new(phase),
    };

    private static ClosingStep AfterBreak(ClosingPhase phase) => phase switch
    {
        Open or Asked or Sending or Sent => new(Aborted, CancelApp),
        Received or Answering => new(Aborted, LimitApp),
        Breached or BreachSending or BreachSent => new(Failed, CancelApp),
        _ => new(phase),
    };

    private static ClosingStep AfterAbort(ClosingPhase phase) => phase switch
    {
        Closed or Disposed => new(phase, Release),
        Failed or Aborted => new(phase, EndTransport | Release),
        Received or Answering => new(Aborted, LimitApp | EndTransport | Release),
        _ => new(Aborted, CancelApp | EndTransport | Release),
    };

    private static ClosingStep AfterDispose(ClosingPhase phase) => phase switch
    {
        Aborted => new(phase, EndTransport | Release),
        Closed or Failed or Disposed => new(phase, Release),
        _ => new(Disposed, Release),
    };
}
