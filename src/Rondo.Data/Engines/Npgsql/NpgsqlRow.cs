using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Npgsql;
using Rondo.Data.Rows;

namespace Rondo.Data.Engines.Npgsql;

/// <summary>The current row of a result of Npgsql's. The column decides: all of its values have one type.</summary>
internal sealed class NpgsqlRow(NpgsqlDataReader reader, string text) : Row
{
    internal override string Statement => text;

    internal static NpgsqlRow Begin<T>(NpgsqlDataReader results, RowReader<T> reader, string text, JsonSerializerOptions json)
    {
        var names = new string[results.FieldCount];
        for (var i = 0; i < names.Length; i++)
            names[i] = results.GetName(i);
        var row = new NpgsqlRow(results, text);
        row.Begin(reader.Map(names, text), json);
        return row;
    }

    internal override bool IsNullAt(int ordinal) => reader.IsDBNull(ordinal);

    internal override bool BooleanAt(int ordinal) =>
        TypeAt(ordinal) == typeof(bool) ? reader.GetBoolean(ordinal) : throw Mismatch(ordinal, typeof(bool));

    internal override long Int64At(int ordinal, Type wanted)
    {
        var type = TypeAt(ordinal);
        if (type == typeof(int))
            return reader.GetInt32(ordinal);
        if (type == typeof(long))
            return reader.GetInt64(ordinal);
        if (type == typeof(short))
            return reader.GetInt16(ordinal);
        if (type == typeof(uint))
            return reader.GetFieldValue<uint>(ordinal);
        return type == typeof(decimal) && Read<decimal>(ordinal, wanted) is var number && number >= long.MinValue
            && number <= long.MaxValue && number == decimal.Truncate(number)
            ? (long)number
            : throw Mismatch(ordinal, wanted);
    }

    internal override BigInteger IntegerAt(int ordinal, Type wanted)
    {
        if (TypeAt(ordinal) != typeof(decimal))
            return Int64At(ordinal, wanted);
        try
        {
            return reader.GetFieldValue<BigInteger>(ordinal);
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException)
        {
            throw Mismatch(ordinal, wanted, cause: exception);
        }
    }

    internal override double DoubleAt(int ordinal, Type wanted)
    {
        var type = TypeAt(ordinal);
        if (type == typeof(double))
            return reader.GetDouble(ordinal);
        if (type == typeof(float))
            return reader.GetFloat(ordinal);
        return type == typeof(decimal) ? (double)DecimalAt(ordinal) : Int64At(ordinal, wanted);
    }

    internal override decimal DecimalAt(int ordinal)
    {
        try
        {
            var type = TypeAt(ordinal);
            if (type == typeof(decimal))
                return reader.GetDecimal(ordinal);
            return type == typeof(double) || type == typeof(float) ? (decimal)DoubleAt(ordinal, typeof(decimal))
                : Int64At(ordinal, typeof(decimal));
        }
        catch (Exception exception) when (exception is OverflowException or InvalidCastException)
        {
            throw Mismatch(ordinal, typeof(decimal), cause: exception);
        }
    }

    internal override string TextAt(int ordinal, Type wanted)
    {
        var type = TypeAt(ordinal);
        return type == typeof(string) || type == typeof(object) ? reader.GetString(ordinal)
            : type == typeof(char) ? reader.GetChar(ordinal).ToString() : throw Mismatch(ordinal, wanted);
    }

    internal override byte[] BytesAt(int ordinal) => Typed<byte[]>(ordinal);

    internal override Guid GuidAt(int ordinal) => Typed<Guid>(ordinal);

    internal override DateTimeOffset TimestampAt(int ordinal, Type wanted) => TypeAt(ordinal) == typeof(DateTime)
        ? new DateTimeOffset(DateTime.SpecifyKind(Read<DateTime>(ordinal, wanted), DateTimeKind.Utc))
        : throw Mismatch(ordinal, wanted);

    internal override DateOnly DateAt(int ordinal) =>
        TypeAt(ordinal) == typeof(DateTime) || TypeAt(ordinal) == typeof(DateOnly) ? Read<DateOnly>(ordinal)
        : throw Mismatch(ordinal, typeof(DateOnly));

    internal override TimeOnly TimeAt(int ordinal) =>
        TypeAt(ordinal) == typeof(TimeSpan) || TypeAt(ordinal) == typeof(TimeOnly) ? Read<TimeOnly>(ordinal)
        : throw Mismatch(ordinal, typeof(TimeOnly));

    internal override TimeSpan DurationAt(int ordinal) => Typed<TimeSpan>(ordinal);

    internal override bool TryArrayAt<T>(int ordinal, out T array)
    {
        if (TypeAt(ordinal) != typeof(Array)) // what Npgsql says of every array
        {
            array = default!;
            return false;
        }

        array = Read<T>(ordinal);
        return true;
    }

    internal override string ColumnName(int ordinal) => reader.GetName(ordinal);

    internal override string TypeName(int ordinal) => reader.GetDataTypeName(ordinal);

    internal override string ValueText(int ordinal)
    {
        object value;
        try
        {
            value = reader.GetValue(ordinal);
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException or ArgumentOutOfRangeException)
        {
            return "outside the range of C#";
        }

        return value switch
        {
            byte[] bytes => $"of {bytes.Length} bytes",
            string other => Texts.Quoted(other),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
    }

    private T Typed<T>(int ordinal) => TypeAt(ordinal) == typeof(T) ? Read<T>(ordinal) : throw Mismatch(ordinal, typeof(T));

    private T Read<T>(int ordinal, Type? wanted = null)
    {
        try
        {
            return reader.GetFieldValue<T>(ordinal);
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException or ArgumentOutOfRangeException)
        {
            throw Mismatch(ordinal, wanted ?? typeof(T), cause: exception);
        }
    }

    private Type TypeAt(int ordinal) => reader.GetFieldType(ordinal);
}
