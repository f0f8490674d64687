namespace Rondo.Api.WebSockets;

/// <summary>The client ends, by a close frame or by a breach of the protocol: what it sent before is answered first.</summary>
/// <remarks>
/// A client may send a message and its close frame in one packet. The handler has not seen the message then, and could not answer
/// it once the close is known.
/// </remarks>
internal sealed partial class SocketLink
{
    private bool IsSettled =>
        Discards || IsLost || (_inbox.Count == 0 && Queued == 0 && (!_draining.Owes || _inbox.IsAwaited));

    /// <summary>Waits until what came so far is answered: as long as an answer is held back at most.</summary>
    public ValueTask SettleAsync() =>
        IsSettled ? default : new(Group.Start(() => WaitBrieflyAsync(() => IsSettled), "WebSocket reader").AsTask());

    /// <summary>Waits a few turns of the loop, and then a while.</summary>
    private async Task WaitBrieflyAsync(Func<bool> isOver)
    {
        var began = Clock.GetTimestamp();
        for (var i = 0; i < 3 && !isOver(); i++)
            await EventLoop.Yield();
        while (!isOver() && Clock.GetElapsedTime(began) < s_farewell)
            await EventLoop.Sleep(s_look);
    }
}
