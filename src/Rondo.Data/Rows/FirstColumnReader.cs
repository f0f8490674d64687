namespace Rondo.Data.Rows;

/// <summary>Reads the first column of a row, whatever the others are.</summary>
internal sealed class FirstColumnReader<T> : RowReader<T>
{
    private FirstColumnReader()
        : base(1, isExact: false)
    {
    }

    internal static FirstColumnReader<T> Instance { get; } = new();

    public override T Read(Row row) => RowReaders<T>.Get().Read(row);
}
