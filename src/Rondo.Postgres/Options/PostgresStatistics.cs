namespace Rondo.Postgres;

/// <summary>Statistics about the connections of one loop.</summary>
/// <param name="Open">The number of open connections.</param>
/// <param name="Busy">The number of connections that are rented or have a statement in flight.</param>
/// <param name="Waiting">The number of callers that wait for a connection.</param>
/// <param name="Depth">The number of statements that are pipelined on shared connections.</param>
/// <param name="WaitTime">The time that callers have waited for a connection, in total.</param>
public sealed record PostgresStatistics(int Open, int Busy, int Waiting, int Depth, TimeSpan WaitTime);
