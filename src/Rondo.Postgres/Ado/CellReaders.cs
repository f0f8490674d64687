using Rondo.Postgres.Types;

namespace Rondo.Postgres.Ado;

/// <summary>The table of the types that columns can be read into.</summary>
internal static class CellReaders
{
    private static readonly Dictionary<Type, Delegate> s_all = [];
    private static readonly Dictionary<Type, CellReader<object>> s_boxed = [];
    private static readonly Dictionary<Type, CellReader<object>> s_boxedArrays = [];

    static CellReaders()
    {
        AddValue(Cell.Boolean);
        AddValue(static (column, bytes) => checked((byte)Cell.Integer(column, bytes)));
        AddValue(static (column, bytes) => checked((sbyte)Cell.Integer(column, bytes)));
        AddValue(static (column, bytes) => checked((short)Cell.Integer(column, bytes)));
        AddValue(static (column, bytes) => checked((ushort)Cell.Integer(column, bytes)));
        AddValue(static (column, bytes) => checked((int)Cell.Integer(column, bytes)));
        AddValue(static (column, bytes) => checked((uint)Cell.Integer(column, bytes)));
        AddValue(Cell.Integer);
        AddValue(static (column, bytes) => checked((ulong)Cell.Large(column, bytes)));
        AddValue(Cell.Large);
        AddValue(static (column, bytes) => (float)Cell.Real(column, bytes));
        AddValue(Cell.Real);
        AddValue(Cell.Decimal);
        AddValue(Cell.Character);
        AddValue(Cell.Id);
        AddValue(Cell.Timestamp);
        AddValue(Cell.Moment);
        AddValue(Cell.Date);
        AddValue(Cell.Time);
        AddValue(Cell.Duration);
        AddValue(static (column, bytes) => (ReadOnlyMemory<byte>)Cell.Bytes(column, bytes));
        AddValue(TextCell.Network);
        Add(TextCell.Address);
        Add(TextCell.Hardware);
        Add(TextCell.Bits);
        Add(Cell.Text);
        Add(Cell.Bytes);
        Add(Cell.Box);
        Add<Stream>(static (column, bytes) => new MemoryStream(Cell.Bytes(column, bytes), writable: false));
        Add<TextReader>(static (column, bytes) => new StringReader(Cell.Text(column, bytes)));
        CellRanges.AddAll();
        CellArrays.AddAll();
    }

    internal static Delegate? Of(Type type) => s_all.GetValueOrDefault(type);

    /// <summary>Returns the function that reads values of a type as objects.</summary>
    internal static CellReader<object> Boxed(Type type) => s_boxed[type];

    /// <summary>Returns the function that reads arrays, of any rank, as objects.</summary>
    internal static CellReader<object> BoxedArray(Type element) => s_boxedArrays[element];

    internal static void AddArray(Type element, CellReader<object> read) => s_boxedArrays[element] = read;

    internal static void Add<T>(CellReader<T> read)
        where T : notnull
    {
        s_all[typeof(T)] = read;
        s_boxed[typeof(T)] = (column, bytes) => read(column, bytes);
    }

    internal static void AddValue<T>(CellReader<T> read)
        where T : struct
    {
        Add(read);
        s_all[typeof(T?)] = (CellReader<T?>)((column, bytes) => read(column, bytes));
    }
}
