namespace Rondo.Data.Rows;

/// <summary>Reads a scalar of one type from a row; see <see cref="Cells"/>.</summary>
internal static class Cell<T>
{
    /// <summary>Gets the function, of a row and the column's ordinal; null for a type that is no scalar.</summary>
    internal static Func<Row, int, T>? Read { get; } = (Func<Row, int, T>?)Cells.Of(typeof(T));
}
