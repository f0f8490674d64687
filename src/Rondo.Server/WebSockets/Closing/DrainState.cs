using static Rondo.Server.WebSockets.Closing.DrainPhase;

namespace Rondo.Server.WebSockets.Closing;

/// <summary>The drain of a WebSocket as a state machine without I/O, which sockets and sessions share.</summary>
/// <remarks>
/// A client that sends a message and waits for the answer gets it together with the close frame. A socket closes after the answer, when
/// the app waits for the next message. A session closes before it: its handler, which waits already, may still say farewell.
/// </remarks>
/// <param name="Phase">The progress.</param>
/// <param name="Reading">The app's reading.</param>
/// <param name="Owes">Whether a message has come, and none was sent since.</param>
internal readonly record struct DrainState(DrainPhase Phase, AppReading Reading, bool Owes)
{
    /// <summary>Whether the close frame of the drain is written.</summary>
    internal bool HasClosed => Phase >= Closed;

    private bool IsBeforeClose => Phase < Closed;

    /// <summary>Returns the step that an event leads to.</summary>
    internal DrainStep After(DrainEvent drainEvent) => drainEvent switch
    {
        DrainEvent.Begin => new(Phase == None ? this with { Phase = Begun } : this),
        DrainEvent.HandOver => new(IsBeforeClose ? this with { Phase = None } : this),
        DrainEvent.Receive => new(this with { Owes = true }),
        DrainEvent.Wait => new(this with { Reading = AppReading.Waits }, CloseIf(Phase is Answered or Expired && !Owes)),
        DrainEvent.Work => new(this with { Reading = AppReading.Busy }),
        DrainEvent.Resume => new(Reading == AppReading.Waits ? this with { Reading = AppReading.Busy } : this),
        DrainEvent.Hold => new(this, CloseIf(IsBeforeClose && Phase != None && Owes && Reading == AppReading.Waits)),
        DrainEvent.Answer => AfterAnswer(),
        // An app that receives is at work on something, unless it waits for a message; one that never does would never be told.
        DrainEvent.Expire => AfterExpiry(!Owes && Reading != AppReading.Busy),
        DrainEvent.ExpireInside => AfterExpiry(!Owes && Reading == AppReading.Waits),
        DrainEvent.Look when HasClosed => new(this),
        DrainEvent.Look => AfterExpiry(Reading == AppReading.Waits || (Reading == AppReading.Never && !Owes)),
        DrainEvent.Close => new(IsBeforeClose ? this with { Phase = Closed } : this),
        _ => throw new ArgumentOutOfRangeException(nameof(drainEvent), drainEvent, "A drain has no such event."),
    };

    private DrainStep AfterAnswer() => new(
        this with { Phase = Phase == Begun && Owes ? Answered : Phase, Owes = false },
        CloseIf(Phase == Expired && Reading == AppReading.Waits)); // an app that receives on the side

    /// <param name="closes">Whether a close loses nothing.</param>
    private DrainStep AfterExpiry(bool closes) => Phase switch
    {
        Closed => new(this with { Phase = Patient }),
        Patient => new(this, DrainActions.Abort),
        _ => new(this with { Phase = Expired }, CloseIf(closes)),
    };

    private static DrainActions CloseIf(bool closes) => closes ? DrainActions.Close : DrainActions.None;
}
