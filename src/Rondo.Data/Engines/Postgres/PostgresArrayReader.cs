namespace Rondo.Data;

/// <summary>Reads an array.</summary>
/// <param name="row">The row, for messages.</param>
/// <param name="bytes">The array's binary form.</param>
internal delegate T PostgresArrayReader<out T>(PostgresRow row, ReadOnlySpan<byte> bytes);
