using Rondo.Core;

namespace Rondo.Diagnostics;

/// <summary>A loop, to its watchdog and its instruments. Any thread.</summary>
internal interface IObservedLoop
{
    string Name { get; }

    int Id { get; }

    Scheduler Scheduler { get; }

    /// <summary>Gets the kernel's id of the loop's thread; 0 where unknown.</summary>
    int ThreadId { get; }

    /// <summary>Gets how long a step may hold the loop; zero or less: as long as it likes.</summary>
    TimeSpan StallThreshold { get; }

    EventLoopStatistics Statistics { get; }

    LoopLag Lag { get; }

    /// <summary>Reports a step that holds the loop.</summary>
    /// <param name="held">The time so far.</param>
    /// <param name="step">The step.</param>
    /// <param name="detail">Further facts, if any are known.</param>
    /// <param name="isNew">False for another report of the same stall.</param>
    void ReportStall(TimeSpan held, string step, string? detail, bool isNew);

    /// <summary>Reports the duration of a stall that has ended.</summary>
    void ReportStallEnd(TimeSpan held, string step);
}
