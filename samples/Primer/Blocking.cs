using Rondo;

namespace Primer;

/// <summary>The bad habit that the lessons show: holding the loop's thread.</summary>
internal static class Blocking
{
    /// <summary>
    /// Blocks the thread, as a synchronous call to a server or a disk would. Virtual time, of tests, moves on by as much.
    /// </summary>
    internal static void For(TimeSpan duration)
    {
        if (EventLoop.Current.Clock is VirtualClock clock)
            clock.Advance(duration);
        else
            Thread.Sleep(duration);
    }
}
