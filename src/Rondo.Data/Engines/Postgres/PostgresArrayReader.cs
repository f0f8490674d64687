using Rondo.Postgres.Wire;

namespace Rondo.Data.Engines.Postgres;

/// <summary>Reads an array.</summary>
/// <param name="row">The row, for messages.</param>
/// <param name="column">The column.</param>
/// <param name="bytes">The array.</param>
internal delegate T PostgresArrayReader<out T>(PostgresRow row, Column column, ReadOnlySpan<byte> bytes);
