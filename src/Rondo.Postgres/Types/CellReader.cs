using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>Reads a value that is not NULL.</summary>
/// <param name="column">The column.</param>
/// <param name="bytes">The value's bytes.</param>
internal delegate T CellReader<out T>(Column column, ReadOnlySpan<byte> bytes);
