namespace Rondo.Server;

/// <summary>
/// The work of a loop between a deadline and its consequence. One that was held up, by a handler or for want of a processor,
/// comes to its timers before
/// its sockets: what the client has sent in time may lie there, and takes a turn or two to be seen (Kestrel does not count such
/// time either).
/// </summary>
/// <remarks>
/// A timer that is due at once takes a turn, since timers fire once in each, and its sockets are looked at before the next. A
/// yield may take none.
/// </remarks>
internal static class StarvationGrace
{
    /// <summary>For who arms a timer of its own again and again.</summary>
    internal const byte Turns = 4;

    /// <summary>For who awaits.</summary>
    internal static async Task TakeAsync()
    {
        for (var i = 0; i < Turns; i++)
            await EventLoop.Sleep(TimeSpan.FromTicks(1));
    }
}
