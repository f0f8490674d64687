using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>Reads the values of columns. The column's type decides which types of C# fit.</summary>
internal static class Cell
{
    /// <summary>Reads a value as a type.</summary>
    /// <exception cref="InvalidCastException">The column does not fit the type.</exception>
    /// <exception cref="OverflowException">The value does not fit the type.</exception>
    internal static T Read<T>(Column column, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return CellReaders<T>.Read is { } read ? read(column, bytes) : throw Mismatch(column, typeof(T));
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException)
        {
            throw Damaged(column, bytes.Length);
        }
    }

    /// <summary>Reads a value as the type that its column has in C#.</summary>
    internal static object Box(Column column, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return ToObject(column, bytes);
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException)
        {
            throw Damaged(column, bytes.Length);
        }
    }

    private static object ToObject(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.Bool => bytes[0] != 0,
        Oid.Bit when column.IsBit => Boolean(column, bytes),
        Oid.Int2 => (short)Integer(column, bytes),
        Oid.Int4 => (int)Integer(column, bytes),
        Oid.Int8 => Integer(column, bytes),
        Oid.ObjectId => (uint)Integer(column, bytes),
        Oid.Float4 => BinaryPrimitives.ReadSingleBigEndian(bytes),
        Oid.Float8 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        Oid.Numeric => Numeric.ToDecimal(bytes),
        Oid.Char => (char)(bytes.IsEmpty ? 0 : bytes[0]),
        Oid.Bytea => bytes.ToArray(),
        Oid.Uuid => Id(column, bytes),
        Oid.Date => Date(column, bytes),
        Oid.Time => Time(column, bytes),
        Oid.Timestamp or Oid.TimestampTz => Timestamp(column, bytes),
        Oid.TimeTz => Times.ToTimeWithZone(bytes),
        Oid.Interval => Duration(column, bytes),
        _ when PostgresType.FindElement(column.Type) is { } element => CellReaders.BoxedArray(element.Clr)(column, bytes),
        _ when PostgresType.Find(column.Type) is { IsParsed: true } type => CellReaders.Boxed(type.Clr)(column, bytes),
        _ => Text(column, bytes),
    };

    internal static bool Boolean(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.Bool => bytes[0] != 0,
        Oid.Bit or Oid.VaryingBit when bytes.Length == 1 => bytes[0] == (byte)'1',
        _ => throw Mismatch(column, typeof(bool)),
    };

    internal static long Integer(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.Int4 => BinaryPrimitives.ReadInt32BigEndian(bytes),
        Oid.Int8 => BinaryPrimitives.ReadInt64BigEndian(bytes),
        Oid.Int2 => BinaryPrimitives.ReadInt16BigEndian(bytes),
        Oid.ObjectId => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        Oid.Numeric => (long)decimal.Truncate(Numeric.ToDecimal(bytes)),
        _ => throw Mismatch(column, typeof(long)),
    };

    internal static BigInteger Large(Column column, ReadOnlySpan<byte> bytes) =>
        column.Type == Oid.Numeric ? Numeric.ToInteger(bytes) : Integer(column, bytes);

    internal static double Real(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.Float8 => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        Oid.Float4 => BinaryPrimitives.ReadSingleBigEndian(bytes),
        Oid.Numeric => Numeric.ToDouble(bytes),
        _ => Integer(column, bytes),
    };

    internal static decimal Decimal(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.Numeric => Numeric.ToDecimal(bytes),
        Oid.Float4 or Oid.Float8 => (decimal)Real(column, bytes),
        _ => Integer(column, bytes),
    };

    internal static string Text(Column column, ReadOnlySpan<byte> bytes) => column.IsBinary ? throw Mismatch(column, typeof(string))
        : Encoding.UTF8.GetString(column.Type == Oid.Jsonb && bytes is [1, .. var json] ? json : bytes); // 1: the binary form's version

    internal static char Character(Column column, ReadOnlySpan<byte> bytes) => Text(column, bytes) is { Length: > 0 } text ? text[0]
        : column.Type == Oid.Char ? '\0'
        : throw new InvalidCastException($"The column '{column.Name}' has an empty text, which is no character.");

    internal static byte[] Bytes(Column column, ReadOnlySpan<byte> bytes) =>
        column.Type == Oid.Bytea || !column.IsBinary ? bytes.ToArray() : throw Mismatch(column, typeof(byte[]));

    internal static Guid Id(Column column, ReadOnlySpan<byte> bytes) =>
        column.Type == Oid.Uuid ? new Guid(bytes, bigEndian: true) : throw Mismatch(column, typeof(Guid));

    internal static DateTime Timestamp(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.TimestampTz => Times.ToTimestamp(BinaryPrimitives.ReadInt64BigEndian(bytes)),
        Oid.Timestamp => DateTime.SpecifyKind(Times.ToTimestamp(BinaryPrimitives.ReadInt64BigEndian(bytes)), DateTimeKind.Unspecified),
        Oid.Date => Date(column, bytes).ToDateTime(TimeOnly.MinValue),
        _ => throw Mismatch(column, typeof(DateTime)),
    };

    internal static DateTimeOffset Moment(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.TimestampTz => new DateTimeOffset(Timestamp(column, bytes)),
        Oid.TimeTz => Times.ToTimeWithZone(bytes),
        _ => throw Mismatch(column, typeof(DateTimeOffset)),
    };

    internal static DateOnly Date(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.Date => Times.ToDate(BinaryPrimitives.ReadInt32BigEndian(bytes)),
        _ => throw Mismatch(column, typeof(DateOnly)),
    };

    internal static TimeOnly Time(Column column, ReadOnlySpan<byte> bytes) =>
        column.Type == Oid.Time ? Times.ToTime(BinaryPrimitives.ReadInt64BigEndian(bytes)) : throw Mismatch(column, typeof(TimeOnly));

    internal static TimeSpan Duration(Column column, ReadOnlySpan<byte> bytes) => column.Type switch
    {
        Oid.Interval => Times.ToDuration(bytes),
        Oid.Time => Time(column, bytes).ToTimeSpan(),
        _ => throw Mismatch(column, typeof(TimeSpan)),
    };

    private static PostgresProtocolException Damaged(Column column, int length) => new(
        $"The column '{column.Name}' has a value of {length} bytes, which is no {ColumnTypes.NameOf(column)}. "
            + "The stream from the server is damaged.");

    internal static InvalidCastException Mismatch(Column column, Type wanted) => new(
        $"The column '{column.Name}' has the type {ColumnTypes.NameOf(column)}, which cannot be read as {wanted}. "
            + "Read another type, or convert it in the statement: CAST(... AS text).");
}
