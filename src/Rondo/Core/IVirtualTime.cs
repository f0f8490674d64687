namespace Rondo.Core;

/// <summary>A clock that a loop asks instead of the machine's, and moves when nothing else can happen.</summary>
internal interface IVirtualTime
{
    /// <summary>Nanoseconds since the clock's epoch.</summary>
    long Now { get; }

    /// <summary>Whether the clock jumps by itself when every task is blocked.</summary>
    bool AutoJump { get; }

    /// <summary>Moves to <paramref name="deadline"/>, in nanoseconds; never backwards.</summary>
    void JumpTo(long deadline);

    /// <summary>Tells a clock which loop to nudge when it is moved by hand.</summary>
    void Attach(Scheduler scheduler);
}
