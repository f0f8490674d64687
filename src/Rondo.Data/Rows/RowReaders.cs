namespace Rondo.Data.Rows;

/// <summary>Finds the reader of a type.</summary>
internal static class RowReaders<T>
{
    private static RowReader<T>? s_scalar;

    internal static RowReader<T>? Registered { get; set; }

    /// <summary>Returns the reader.</summary>
    /// <exception cref="InvalidOperationException">The type is no scalar, and the compiler saw no call that reads it.</exception>
    internal static RowReader<T> Get() =>
        Registered ?? s_scalar ?? (Cell<T>.Read is { } read ? s_scalar = new ScalarReader(read) : throw new InvalidOperationException(
        $"No code was generated that reads {TypeNames.Of(typeof(T))} from rows. Call QueryAsync<"
            + $"{TypeNames.Of(typeof(T))}> with the type itself rather than a type parameter, or mark the type with [Table] or [Row]."));

    private sealed class ScalarReader(Func<Row, int, T> read) : RowReader<T>(1)
    {
        public override T Read(Row row) => read(row, row.Ordinals[0]);
    }
}
