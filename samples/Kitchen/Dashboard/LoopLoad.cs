namespace Kitchen.Dashboard;

/// <summary>How one loop is doing.</summary>
/// <param name="Name">The loop.</param>
/// <param name="LagMs">How long something that was ready had to wait for its turn, in milliseconds.</param>
/// <param name="Tasks">Tasks and requests that have begun and not ended.</param>
/// <param name="RequestsPerSecond">Requests begun, since the last event.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="Stalls">Steps that held the loop for too long, since the start.</param>
internal sealed record LoopLoad(string Name, double LagMs, int Tasks, double RequestsPerSecond, int Connections, long Stalls);
