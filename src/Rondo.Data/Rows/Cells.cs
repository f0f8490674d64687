using System.Numerics;

namespace Rondo.Data.Rows;

/// <summary>The table of how a scalar type is read from a row, whatever the database.</summary>
internal static class Cells
{
    private static readonly Dictionary<Type, Delegate> s_all = [];

    static Cells()
    {
        Add(static (row, ordinal) => row.BooleanAt(ordinal));
        AddInteger<byte>();
        AddInteger<sbyte>();
        AddInteger<short>();
        AddInteger<ushort>();
        AddInteger<int>();
        AddInteger<uint>();
        Add(static (row, ordinal) => row.Int64At(ordinal, typeof(long)));
        AddLong<ulong>();
        AddLong<Int128>();
        AddLong<UInt128>();
        Add(static (row, ordinal) => row.IntegerAt(ordinal, typeof(BigInteger)));
        Add(static (row, ordinal) => (Half)row.DoubleAt(ordinal, typeof(Half)));
        Add(static (row, ordinal) => (float)row.DoubleAt(ordinal, typeof(float)));
        Add(static (row, ordinal) => row.DoubleAt(ordinal, typeof(double)));
        Add(static (row, ordinal) => row.DecimalAt(ordinal));
        Add(static (row, ordinal) => row.TextAt(ordinal, typeof(char)) is [var only] ? only : throw row.Mismatch(ordinal, typeof(char)));
        Add(static (row, ordinal) => row.GuidAt(ordinal));
        Add(static (row, ordinal) => row.TimestampAt(ordinal, typeof(DateTime)).UtcDateTime);
        Add(static (row, ordinal) => row.TimestampAt(ordinal, typeof(DateTimeOffset)));
        Add(static (row, ordinal) => row.DateAt(ordinal));
        Add(static (row, ordinal) => row.TimeAt(ordinal));
        Add(static (row, ordinal) => row.DurationAt(ordinal));
        AddReference(static (row, ordinal) => row.TextAt(ordinal, typeof(string)));
        AddReference(static (row, ordinal) => row.BytesAt(ordinal));
        AddReference(static (row, ordinal) =>
            Uri.TryCreate(row.TextAt(ordinal, typeof(Uri)), UriKind.RelativeOrAbsolute, out var uri) ? uri
            : throw row.Mismatch(ordinal, typeof(Uri)));
    }

    internal static Delegate? Of(Type type) => s_all.GetValueOrDefault(type);

    private static void AddInteger<T>()
        where T : struct, INumberBase<T> => Add((row, ordinal) =>
    {
        var value = row.Int64At(ordinal, typeof(T));
        var narrow = T.CreateTruncating(value);
        return long.CreateSaturating(narrow) == value ? narrow : throw row.Mismatch(ordinal, typeof(T));
    });

    private static void AddLong<T>()
        where T : struct, INumberBase<T> => Add((row, ordinal) =>
    {
        var value = row.IntegerAt(ordinal, typeof(T));
        var narrow = T.CreateTruncating(value);
        return BigInteger.CreateChecked(narrow) == value ? narrow : throw row.Mismatch(ordinal, typeof(T));
    });

    private static void Add<T>(Func<Row, int, T> read)
        where T : struct
    {
        Func<Row, int, T> checkedRead = (row, ordinal) =>
        {
            row.CheckNull(ordinal, typeof(T));
            return read(row, ordinal);
        };
        Func<Row, int, T?> nullable = (row, ordinal) => row.IsNullAt(ordinal) ? null : read(row, ordinal);
        (s_all[typeof(T)], s_all[typeof(T?)]) = (checkedRead, nullable);
    }

    private static void AddReference<T>(Func<Row, int, T> read)
        where T : class
    {
        Func<Row, int, T> checkedRead = (row, ordinal) =>
        {
            row.CheckNull(ordinal, typeof(T));
            return read(row, ordinal);
        };
        s_all[typeof(T)] = checkedRead;
    }
}
