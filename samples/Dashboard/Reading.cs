namespace Dashboard;

/// <summary>A reading of the program.</summary>
/// <param name="Time">The time of the reading.</param>
/// <param name="Processor">The share of one processor, in percent.</param>
/// <param name="Memory">The working set, in bytes.</param>
/// <param name="Tasks">The tasks and requests of the loop that have begun and not ended.</param>
internal sealed record Reading(DateTimeOffset Time, double Processor, long Memory, int Tasks);
