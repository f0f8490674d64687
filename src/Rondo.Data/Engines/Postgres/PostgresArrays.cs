using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Data;

/// <summary>The table of the lists that an array of PostgreSQL's can be read into. An element is read as a column of its type is.</summary>
internal static class PostgresArrays
{
    private static readonly Dictionary<Type, Delegate> s_all = [];

    static PostgresArrays()
    {
        AddValue<bool>();
        AddValue<short>();
        AddValue<int>();
        AddValue<long>();
        AddValue<float>();
        AddValue<double>();
        AddValue<decimal>();
        AddValue<Guid>();
        AddValue<DateTime>();
        AddValue<DateTimeOffset>();
        AddValue<DateOnly>();
        AddValue<TimeOnly>();
        AddValue<TimeSpan>();
        Add<string>();
        Add<byte[]>();
    }

    internal static Delegate? Of(Type type) => s_all.GetValueOrDefault(type);

    private static void AddValue<T>()
        where T : struct
    {
        Add<T>();
        Add<T?>();
    }

    private static void Add<T>()
    {
        s_all[typeof(T[])] = (PostgresArrayReader<T[]>)Read<T>;
        s_all[typeof(List<T>)] = (PostgresArrayReader<List<T>>)((row, bytes) => [.. Read<T>(row, bytes)]);
        s_all[typeof(IList<T>)] = (PostgresArrayReader<IList<T>>)Read<T>;
        s_all[typeof(IEnumerable<T>)] = (PostgresArrayReader<IEnumerable<T>>)Read<T>;
        s_all[typeof(IReadOnlyList<T>)] = (PostgresArrayReader<IReadOnlyList<T>>)Read<T>;
        s_all[typeof(IReadOnlyCollection<T>)] = (PostgresArrayReader<IReadOnlyCollection<T>>)Read<T>;
    }

    private static T[] Read<T>(PostgresRow row, ReadOnlySpan<byte> bytes)
    {
        var (element, type, reader) = (new DataRow(), 0u, (PostgresRow?)null);
        var read = Cell<T>.Read!;
        return ArrayValue.ReadVector(bytes, (oid, value) =>
        {
            if (reader is null || type != oid)
                (type, reader) =
                    (oid, new PostgresRow(element, [new Column("element", oid, -1, PostgresType.IsBinary(oid))], row.Statement));
            element.Set(value.ToArray());
            return read(reader, 0);
        });
    }
}
