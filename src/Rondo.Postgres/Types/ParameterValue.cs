using System.Numerics;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>Values of statements: the type that each has on the wire, and its form.</summary>
/// <remarks>
/// A text travels without a type, so that the server infers it: a text then fits a column of an enum, of jsonb or of citext.
/// </remarks>
internal static class ParameterValue
{
    /// <summary>Returns the OID of a value's type; <see cref="Oid.Unspecified"/>: a text whose type the server infers.</summary>
    /// <exception cref="ArgumentException">No type of the server's fits.</exception>
    internal static uint TypeOf(object? value) => value switch
    {
        null or DBNull or string or char => Oid.Unspecified,
        byte[] or ReadOnlyMemory<byte> or Memory<byte> => Oid.Bytea,
        Array array when !TextualValue.IsMultirange(array) => ArrayValue.TypeOf(array),
        DateTime { Kind: DateTimeKind.Unspecified } => Oid.Timestamp,
        _ => TextualValue.TypeOf(value) ?? OfClr(value.GetType()),
    };

    /// <summary>Returns the OID for a scalar type of C#.</summary>
    /// <exception cref="ArgumentException">No type of the server's fits.</exception>
    internal static uint OfClr(Type type)
    {
        if (type == typeof(string))
            return Oid.Text;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => Oid.Bool,
            TypeCode.Byte or TypeCode.SByte or TypeCode.Int16 when !type.IsEnum => Oid.Int2,
            TypeCode.UInt16 or TypeCode.Int32 when !type.IsEnum => Oid.Int4,
            TypeCode.UInt32 or TypeCode.Int64 when !type.IsEnum => Oid.Int8,
            TypeCode.UInt64 or TypeCode.Decimal when !type.IsEnum => Oid.Numeric,
            TypeCode.Single => Oid.Float4,
            TypeCode.Double => Oid.Float8,
            TypeCode.DateTime => Oid.TimestampTz,
            _ when type == typeof(Guid) => Oid.Uuid,
            _ when type == typeof(DateTimeOffset) => Oid.TimestampTz,
            _ when type == typeof(DateOnly) => Oid.Date,
            _ when type == typeof(TimeOnly) => Oid.Time,
            _ when type == typeof(TimeSpan) => Oid.Interval,
            _ when type == typeof(BigInteger) => Oid.Numeric,
            _ when type == typeof(byte[]) => Oid.Bytea,
            _ when TextualValue.TypeOf(type) is { } textual => textual,
            _ => throw new ArgumentException(
                $"A value of the type {type} cannot be a parameter. Convert it to a text, a number, a time, a Guid, bytes, "
                    + $"an address, or an array of these."),
        };
    }

    /// <summary>Writes the part of a Bind message with the formats and the values.</summary>
    internal static void WriteAll(MessageWriter writer, uint[] types, object?[] values)
    {
        writer.WriteUInt16((ushort)types.Length);
        foreach (var type in types)
            writer.WriteInt16(type == Oid.Unspecified ? (short)0 : (short)1);
        writer.WriteUInt16((ushort)values.Length);
        foreach (var value in values)
            Write(writer, value);
    }

    /// <summary>Returns the OIDs of the types of values.</summary>
    /// <exception cref="ArgumentException">There are too many values, or no type of the server's fits one.</exception>
    internal static uint[] TypesOf(object?[] values)
    {
        if (values.Length > ushort.MaxValue)
            throw new ArgumentException(
                $"The statement has {values.Length} parameters, and PostgreSQL takes {ushort.MaxValue} at most. Send an "
                    + $"array, or several statements.");
        if (values.Length == 0)
            return [];
        var types = new uint[values.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = TypeOf(values[i]);
        return types;
    }

    /// <summary>Writes a value behind its length; -1 stands for NULL.</summary>
    internal static void Write(MessageWriter writer, object? value)
    {
        if (value is null or DBNull)
        {
            writer.WriteInt32(-1);
            return;
        }

        var at = writer.BeginLength();
        WriteContent(writer, value);
        writer.EndLength(at);
    }

    private static void WriteContent(MessageWriter writer, object value)
    {
        switch (value)
        {
            case string text: writer.WriteText(text); break;
            case char character: writer.WriteText([character]); break;
            case bool flag: writer.WriteByte(flag ? (byte)1 : (byte)0); break;
            case short number: writer.WriteInt16(number); break;
            case byte number: writer.WriteInt16(number); break;
            case sbyte number: writer.WriteInt16(number); break;
            case int number: writer.WriteInt32(number); break;
            case ushort number: writer.WriteInt32(number); break;
            case long number: writer.WriteInt64(number); break;
            case uint number: writer.WriteInt64(number); break;
            case ulong number: Numeric.Write(writer, (decimal)number); break;
            case decimal number: Numeric.Write(writer, number); break;
            case BigInteger number: Numeric.Write(writer, number); break;
            case float number: writer.WriteSingle(number); break;
            case double number: writer.WriteDouble(number); break;
            case byte[] bytes: writer.WriteBytes(bytes); break;
            case ReadOnlyMemory<byte> bytes: writer.WriteBytes(bytes.Span); break;
            case Memory<byte> bytes: writer.WriteBytes(bytes.Span); break;
            case Array array when !TextualValue.IsMultirange(array): ArrayValue.Write(writer, array); break;
            case var _ when TextualValue.TryWrite(writer, value): break;
            default: WriteTime(writer, value); break;
        }
    }

    private static void WriteTime(MessageWriter writer, object value)
    {
        switch (value)
        {
            case DateTime { Kind: DateTimeKind.Local } time: writer.WriteInt64(Times.OfTimestamp(time.ToUniversalTime())); break;
            case DateTime time: writer.WriteInt64(Times.OfTimestamp(time)); break;
            case DateTimeOffset time: writer.WriteInt64(Times.OfTimestamp(time.UtcDateTime)); break;
            case DateOnly date: writer.WriteInt32(Times.OfDate(date)); break;
            case TimeOnly time: writer.WriteInt64(Times.OfTime(time)); break;
            case TimeSpan duration: Times.WriteDuration(writer, duration); break;
            case Guid id: WriteGuid(writer, id); break;
            default:
                throw new InvalidOperationException(
                $"Internal error in Rondo, please report: a value of the type {value.GetType()} has a type but no form.");
        }
    }

    private static void WriteGuid(MessageWriter writer, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        writer.WriteBytes(bytes);
    }
}
