namespace Rondo.Data;

/// <summary>Statistics about the connections of a database, of this process.</summary>
/// <param name="Open">The number of open connections.</param>
/// <param name="Busy">The number of connections in use.</param>
/// <param name="Waiting">The number of callers that wait for a connection.</param>
public sealed record DatabaseStatistics(int Open, int Busy, int Waiting);
