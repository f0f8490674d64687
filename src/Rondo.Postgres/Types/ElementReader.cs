namespace Rondo.Postgres.Types;

/// <summary>Reads an element of an array.</summary>
/// <param name="type">The OID of the element's type.</param>
/// <param name="bytes">The element's bytes.</param>
internal delegate T ElementReader<out T>(uint type, ReadOnlySpan<byte> bytes);
