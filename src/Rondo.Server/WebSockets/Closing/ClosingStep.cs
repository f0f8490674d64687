namespace Rondo.Server.WebSockets.Closing;

/// <summary>The result of an event: the phase that follows, and the actions to perform.</summary>
internal readonly record struct ClosingStep(ClosingPhase Phase, ClosingActions Actions = ClosingActions.None);
