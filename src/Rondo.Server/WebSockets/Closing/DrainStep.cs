namespace Rondo.Server.WebSockets.Closing;

/// <summary>The result of an event: the state that follows, and the actions to perform.</summary>
internal readonly record struct DrainStep(DrainState State, DrainActions Actions = DrainActions.None);
