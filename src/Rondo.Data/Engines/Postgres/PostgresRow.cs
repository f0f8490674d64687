using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Rondo.Data.Rows;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Data.Engines.Postgres;

/// <summary>The current row of a result, in the receive buffer. The column decides: all of its values have one type.</summary>
internal sealed partial class PostgresRow(DataRow row, Column[] columns, string text) : Row
{
    internal override string Statement => text;

    internal override bool IsNullAt(int ordinal) => row.IsNull(ordinal);

    internal override bool BooleanAt(int ordinal) => Bytes(ordinal, Oid.Bool, typeof(bool))[0] != 0;

    internal override long Int64At(int ordinal, Type wanted)
    {
        var bytes = row[ordinal];
        switch (columns[ordinal].Type)
        {
            case Oid.Int4:
                return BinaryPrimitives.ReadInt32BigEndian(bytes);
            case Oid.Int8:
                return BinaryPrimitives.ReadInt64BigEndian(bytes);
            case Oid.Int2:
                return BinaryPrimitives.ReadInt16BigEndian(bytes);
            case Oid.ObjectId:
                return BinaryPrimitives.ReadUInt32BigEndian(bytes);
            case Oid.Numeric when IntegerAt(ordinal, wanted) is var number && number >= long.MinValue && number <= long.MaxValue:
                return (long)number;
            default:
                throw Mismatch(ordinal, wanted);
        }
    }

    internal override BigInteger IntegerAt(int ordinal, Type wanted) =>
        columns[ordinal].Type == Oid.Numeric ? Read(ordinal, wanted, Numeric.ToInteger) : Int64At(ordinal, wanted);

    internal override double DoubleAt(int ordinal, Type wanted) => columns[ordinal].Type switch
    {
        Oid.Float8 => BinaryPrimitives.ReadDoubleBigEndian(row[ordinal]),
        Oid.Float4 => BinaryPrimitives.ReadSingleBigEndian(row[ordinal]),
        Oid.Numeric => (double)DecimalAt(ordinal),
        _ => Int64At(ordinal, wanted),
    };

    internal override decimal DecimalAt(int ordinal)
    {
        try
        {
            return columns[ordinal].Type switch
            {
                Oid.Numeric => Numeric.ToDecimal(row[ordinal]),
                Oid.Float8 or Oid.Float4 => (decimal)DoubleAt(ordinal, typeof(decimal)),
                _ => Int64At(ordinal, typeof(decimal)),
            };
        }
        catch (OverflowException exception)
        {
            throw Mismatch(ordinal, typeof(decimal), cause: exception);
        }
    }

    internal override string TextAt(int ordinal, Type wanted) => columns[ordinal].IsBinary
        ? throw Mismatch(ordinal, wanted)
        : Encoding.UTF8.GetString(
            row[ordinal] is [1, .. var json] && columns[ordinal].Type == Oid.Jsonb ? json : row[ordinal]); // 1: the binary form's version

    internal override byte[] BytesAt(int ordinal) => Bytes(ordinal, Oid.Bytea, typeof(byte[])).ToArray();

    internal override Guid GuidAt(int ordinal) => new(Bytes(ordinal, Oid.Uuid, typeof(Guid)), bigEndian: true);

    internal override DateTimeOffset TimestampAt(int ordinal, Type wanted) => columns[ordinal].Type is Oid.TimestampTz or Oid.Timestamp
        ? new DateTimeOffset(Read(ordinal, wanted, static bytes => Times.ToTimestamp(BinaryPrimitives.ReadInt64BigEndian(bytes))))
        : throw Mismatch(ordinal, wanted);

    internal override DateOnly DateAt(int ordinal) => columns[ordinal].Type switch
    {
        Oid.Date => Read(ordinal, typeof(DateOnly), static bytes => Times.ToDate(BinaryPrimitives.ReadInt32BigEndian(bytes))),
        _ => throw Mismatch(ordinal, typeof(DateOnly)),
    };

    internal override TimeOnly TimeAt(int ordinal) => columns[ordinal].Type == Oid.Time
        ? Read(ordinal, typeof(TimeOnly), static bytes => Times.ToTime(BinaryPrimitives.ReadInt64BigEndian(bytes)))
        : throw Mismatch(ordinal, typeof(TimeOnly));

    internal override TimeSpan DurationAt(int ordinal) => columns[ordinal].Type == Oid.Interval
        ? Read(ordinal, typeof(TimeSpan), Times.ToDuration)
        : throw Mismatch(ordinal, typeof(TimeSpan));

    internal override bool TryArrayAt<T>(int ordinal, out T array)
    {
        if (!ArrayValue.IsArray(columns[ordinal], row[ordinal]))
        {
            array = default!;
            return false;
        }

        array = PostgresArrays<T>.Read is { } read ? Read(ordinal, typeof(T), bytes => read(this, columns[ordinal], bytes))
            : throw Mismatch(ordinal, typeof(T));
        return true;
    }

    internal override string ColumnName(int ordinal) => columns[ordinal].Name;

    internal override string TypeName(int ordinal) => PostgresType.NameOf(columns[ordinal].Type);

    internal override string ValueText(int ordinal)
    {
        var bytes = row[ordinal];
        return columns[ordinal].Type switch
        {
            Oid.Bytea => $"of {bytes.Length} bytes",
            Oid.Bool => bytes[0] != 0 ? "True" : "False",
            Oid.Numeric => Numeric.ToText(bytes),
            Oid.Int2 or Oid.Int4 or Oid.Int8 or Oid.ObjectId => Int64At(ordinal, typeof(long)).ToString(CultureInfo.InvariantCulture),
            Oid.Float4 or Oid.Float8 => DoubleAt(ordinal, typeof(double)).ToString(CultureInfo.InvariantCulture),
            Oid.Uuid => GuidAt(ordinal).ToString(),
            Oid.Timestamp or Oid.TimestampTz => TimestampText(bytes),
            _ when !columns[ordinal].IsBinary => Texts.Quoted(Encoding.UTF8.GetString(bytes)),
            _ => $"of {bytes.Length} bytes",
        };
    }

    private static string TimestampText(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Times.ToTimestamp(BinaryPrimitives.ReadInt64BigEndian(bytes)).ToString(CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return "outside the range of C#";
        }
    }

    private ReadOnlySpan<byte> Bytes(int ordinal, uint type, Type wanted) =>
        columns[ordinal].Type == type ? row[ordinal] : throw Mismatch(ordinal, wanted);

    private T Read<T>(int ordinal, Type wanted, Func<ReadOnlySpan<byte>, T> read)
    {
        try
        {
            return read(row[ordinal]);
        }
        catch (Exception exception) when (exception is OverflowException or InvalidCastException)
        {
            throw Mismatch(ordinal, wanted, cause: exception);
        }
    }
}
