namespace Kitchen.Dashboard;

/// <summary>How a process is doing, for the others.</summary>
/// <param name="Process">The process: its machine and its number.</param>
/// <param name="Load">Its load.</param>
internal sealed record ProcessLoad(string Process, Load Load);
