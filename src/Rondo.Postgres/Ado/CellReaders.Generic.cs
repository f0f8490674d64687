using Rondo.Postgres.Types;

namespace Rondo.Postgres.Ado;

/// <summary>The function that reads one type; see <see cref="CellReaders"/>.</summary>
internal static class CellReaders<T>
{
    /// <summary>Gets the function; null: no column has values of the type.</summary>
    internal static CellReader<T>? Read { get; } = (CellReader<T>?)CellReaders.Of(typeof(T)) ?? EnumCell.ReaderOf<T>();
}
