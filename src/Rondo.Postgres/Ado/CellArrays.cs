using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>The arrays of one dimension that columns can be read into.</summary>
internal static class CellArrays
{
    private static readonly Dictionary<Type, CellReader<object>> s_boxed = [];

    static CellArrays()
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
        Add(Cell.Text);
        Add(Cell.Bytes);
    }

    /// <summary>Gets the functions by the type of the list.</summary>
    internal static Dictionary<Type, Delegate> Readers { get; } = [];

    internal static object Box(PostgresType element, ReadOnlySpan<byte> bytes) =>
        s_boxed[element.Clr](new Column("element", element.ArrayOid, -1, IsBinary: true), bytes);

    private static void AddValue<T>(CellReader<T> read)
        where T : struct
    {
        Add<T?>((column, bytes) => read(column, bytes));
        Add(read);
    }

    private static void Add<T>(CellReader<T> read)
    {
        CellReader<T[]> vector = (column, bytes) => ReadVector(column, bytes, read);
        Readers[typeof(T[])] = vector;
        Readers[typeof(List<T>)] = (CellReader<List<T>>)((column, bytes) => [.. ReadVector(column, bytes, read)]);
        s_boxed[typeof(T)] = vector.Invoke;
    }

    private static T[] ReadVector<T>(Column column, ReadOnlySpan<byte> bytes, CellReader<T> read)
    {
        if (PostgresType.FindElement(column.Type) is null)
            throw Cell.Mismatch(column, typeof(T[]));
        Column? element = null;
        return ArrayValue.ReadVector(bytes, (oid, value) =>
        {
            if (element?.Type != oid)
                element = new Column("element", oid, -1, PostgresType.IsBinary(oid));
            return read(element, value);
        });
    }
}
