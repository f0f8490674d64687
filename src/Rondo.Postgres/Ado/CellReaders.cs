
namespace Rondo.Postgres.Ado;

/// <summary>The table of the types that columns can be read into.</summary>
internal static class CellReaders
{
    private static readonly Dictionary<Type, Delegate> s_all = [];

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
        Add(Cell.Text);
        Add(Cell.Bytes);
        Add(Cell.Box);
        Add<Stream>(static (column, bytes) => new MemoryStream(Cell.Bytes(column, bytes), writable: false));
        Add<TextReader>(static (column, bytes) => new StringReader(Cell.Text(column, bytes)));
        foreach (var (type, read) in CellArrays.Readers)
            s_all[type] = read;
    }

    internal static Delegate? Of(Type type) => s_all.GetValueOrDefault(type);

    private static void Add<T>(CellReader<T> read) => s_all[typeof(T)] = read;

    private static void AddValue<T>(CellReader<T> read)
        where T : struct
    {
        Add(read);
        Add<T?>((column, bytes) => read(column, bytes));
    }
}
