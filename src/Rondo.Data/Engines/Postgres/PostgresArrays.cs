using Rondo.Data.Rows;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Data.Engines.Postgres;

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
        s_all[typeof(List<T>)] = (PostgresArrayReader<List<T>>)((row, column, bytes) => [.. Read<T>(row, column, bytes)]);
        s_all[typeof(IList<T>)] = (PostgresArrayReader<IList<T>>)Read<T>;
        s_all[typeof(IEnumerable<T>)] = (PostgresArrayReader<IEnumerable<T>>)Read<T>;
        s_all[typeof(IReadOnlyList<T>)] = (PostgresArrayReader<IReadOnlyList<T>>)Read<T>;
        s_all[typeof(IReadOnlyCollection<T>)] = (PostgresArrayReader<IReadOnlyCollection<T>>)Read<T>;
    }

    private static T[] Read<T>(PostgresRow row, Column column, ReadOnlySpan<byte> bytes)
    {
        var (value, reader) = (new DataRow(), (PostgresRow?)null);
        var read = Cell<T>.Read!;
        return ArrayValue.ReadVector(column, bytes, (element, content) =>
        {
            reader ??= new PostgresRow(value, [element], row.Statement);
            value.Set(content.ToArray());
            return read(reader, 0);
        });
    }
}
