namespace Rondo;

/// <summary>A snapshot of an <see cref="EventLoop"/>.</summary>
/// <param name="Steps">Steps run: each resumes one task until its next await.</param>
/// <param name="Turns">Turns made: rounds of steps, timers and I/O.</param>
/// <param name="Ready">Steps that are ready to run.</param>
/// <param name="Timers">Sleeps, deadlines and timers that are armed.</param>
/// <param name="Outstanding">I/O operations in flight.</param>
/// <param name="Stalls">Steps that held the loop for longer than the threshold.</param>
/// <param name="Tasks">Tasks of task groups, and requests of a server, that have begun and not ended.</param>
public sealed record EventLoopStatistics(long Steps, long Turns, int Ready, int Timers, int Outstanding, long Stalls, int Tasks);
