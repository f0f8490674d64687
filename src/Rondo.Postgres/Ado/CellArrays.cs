using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>The arrays of one to three dimensions that columns can be read into.</summary>
internal static class CellArrays
{
    internal static void AddAll()
    {
        AddValue(Cell.Boolean);
        AddValue(static (column, bytes) => (short)Cell.Integer(column, bytes));
        AddValue(static (column, bytes) => (int)Cell.Integer(column, bytes));
        AddValue(static (column, bytes) => (uint)Cell.Integer(column, bytes));
        AddValue(Cell.Integer);
        AddValue(static (column, bytes) => (float)Cell.Real(column, bytes));
        AddValue(Cell.Real);
        AddValue(Cell.Decimal);
        AddValue(Cell.Id);
        AddValue(Cell.Timestamp);
        AddValue(Cell.Moment);
        AddValue(Cell.Date);
        AddValue(Cell.Time);
        AddValue(Cell.Duration);
        AddValue(TextCell.Network);
        Add(TextCell.Address);
        Add(TextCell.Hardware);
        Add(TextCell.Bits);
        Add(Cell.Text);
        Add(Cell.Bytes);
    }

    internal static void AddValue<T>(CellReader<T> read)
        where T : struct
    {
        Add<T?>((column, bytes) => read(column, bytes));
        Add(read);
    }

    internal static void Add<T>(CellReader<T> read)
    {
        CellReaders.Add<T[]>((column, bytes) => Vector(column, bytes, read));
        CellReaders.Add<List<T>>((column, bytes) => [.. Vector(column, bytes, read)]);
        CellReaders.Add((column, bytes) => (T[,])Any(column, bytes, read, rank: 2));
        CellReaders.Add((column, bytes) => (T[,,])Any(column, bytes, read, rank: 3));
        CellReaders.AddArray(typeof(T), (column, bytes) => Any(column, bytes, read, rank: 0));
    }

    private static T[] Vector<T>(Column column, ReadOnlySpan<byte> bytes, CellReader<T> read) => (T[])Any(column, bytes, read, rank: 1);

    /// <summary>Reads an array.</summary>
    /// <param name="column">The column.</param>
    /// <param name="bytes">The value.</param>
    /// <param name="read">Reads an element.</param>
    /// <param name="rank">The number of dimensions; 0: those of the value.</param>
    private static Array Any<T>(Column column, ReadOnlySpan<byte> bytes, CellReader<T> read, int rank)
    {
        if (!ArrayValue.IsArray(column, bytes))
            throw Cell.Mismatch(column, typeof(T[]));
        var items = ArrayValue.ReadAll(column, bytes, read, out var lengths);
        if (rank > 0 && lengths.Length > 0 && lengths.Length != rank)
            throw ArrayValue.WrongRank(lengths.Length, rank);
        if (rank == 0)
            rank = Math.Max(1, lengths.Length);
        if (rank == 1)
            return items;
        Array array = (rank, lengths) switch
        {
            (2, []) => new T[0, 0],
            (3, []) => new T[0, 0, 0],
            (2, _) => new T[lengths[0], lengths[1]],
            (3, _) => new T[lengths[0], lengths[1], lengths[2]],
            _ => throw new InvalidCastException(
                $"The column '{column.Name}' has an array of {rank} dimensions, and three can be read. Convert it: CAST(... AS text)."),
        };
        var index = new int[rank];
        foreach (var item in items)
        {
            array.SetValue(item, index);
            for (var i = rank - 1; i >= 0 && ++index[i] == array.GetLength(i); i--)
                index[i] = 0;
        }

        return array;
    }
}
