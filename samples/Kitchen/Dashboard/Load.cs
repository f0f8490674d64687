namespace Kitchen.Dashboard;

/// <summary>How the program is doing.</summary>
/// <param name="Driver">The loops' I/O driver.</param>
/// <param name="Requests">Requests begun since the start, on all loops.</param>
/// <param name="Loops">Each loop.</param>
internal sealed record Load(string Driver, long Requests, IReadOnlyList<LoopLoad> Loops);
