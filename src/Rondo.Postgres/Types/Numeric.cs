using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>The binary form of numeric: digits to the base of 10,000, and the weight of the first.</summary>
/// <remarks>https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c, numeric_send.</remarks>
internal static class Numeric
{
    private const int Base = 10_000;
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort Infinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;

    /// <summary>Returns the number in text: every digit, or NaN, Infinity, -Infinity.</summary>
    internal static string ToText(ReadOnlySpan<byte> bytes)
    {
        var (count, weight, sign, scale) = Header(bytes);
        if (sign is NotANumber or Infinity or NegativeInfinity)
            return sign switch { NotANumber => "NaN", Infinity => "Infinity", _ => "-Infinity" };
        var text = new StringBuilder();
        if (sign == Negative)
            text.Append('-');
        if (weight < 0)
            text.Append('0');
        for (var i = 0; i <= weight; i++)
        {
            if (i == 0)
                text.Append(Digit(bytes, i, count));
            else
                text.Append(CultureInfo.InvariantCulture, $"{Digit(bytes, i, count):0000}");
        }

        if (scale == 0)
            return text.ToString();
        text.Append('.');
        var end = text.Length + scale;
        for (var i = weight + 1; text.Length < end; i++)
            text.Append(CultureInfo.InvariantCulture, $"{Digit(bytes, i, count):0000}");
        text.Length = end;
        return text.ToString();
    }

    /// <summary>Returns the number, with its scale.</summary>
    /// <exception cref="OverflowException">The number is too large, has too many digits, or is none.</exception>
    internal static decimal ToDecimal(ReadOnlySpan<byte> bytes)
    {
        var text = ToText(bytes);
        if (!decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            throw new OverflowException($"The numeric value {Shortened(text)} does not fit a decimal. Read it as a BigInteger or as text.");
        return value;
    }

    internal static double ToDouble(ReadOnlySpan<byte> bytes) => double.Parse(ToText(bytes), CultureInfo.InvariantCulture);

    /// <summary>Returns a whole number.</summary>
    /// <exception cref="OverflowException">The number has a fraction, or is none.</exception>
    internal static BigInteger ToInteger(ReadOnlySpan<byte> bytes)
    {
        var text = ToText(bytes);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0 && text.AsSpan(point + 1).ContainsAnyExcept('0'))
            throw new OverflowException($"The numeric value {Shortened(text)} is no whole number.");
        return BigInteger.TryParse(
            point < 0 ? text : text[..point], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new OverflowException($"The numeric value {text} is no whole number.");
    }

    internal static void Write(MessageWriter writer, decimal value) => Write(writer, value.ToString(CultureInfo.InvariantCulture));

    internal static void Write(MessageWriter writer, BigInteger value) => Write(writer, value.ToString(CultureInfo.InvariantCulture));

    private static void Write(MessageWriter writer, string text)
    {
        var digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        var wholeGroups = (whole.Length + 3) / 4;
        var groups = wholeGroups + ((fraction.Length + 3) / 4);
        writer.WriteInt16(checked((short)groups));
        writer.WriteInt16((short)(wholeGroups - 1));
        writer.WriteUInt16(text[0] == '-' ? Negative : (ushort)0);
        writer.WriteInt16((short)fraction.Length);
        for (var i = 0; i < wholeGroups; i++)
        {
            var end = whole.Length - (4 * (wholeGroups - 1 - i));
            writer.WriteInt16(short.Parse(whole[Math.Max(0, end - 4)..end], CultureInfo.InvariantCulture));
        }

        Span<char> group = stackalloc char[4];
        for (var i = 0; i < fraction.Length; i += 4)
        {
            group.Fill('0');
            fraction[i..Math.Min(i + 4, fraction.Length)].CopyTo(group);
            writer.WriteInt16(short.Parse(group, CultureInfo.InvariantCulture));
        }
    }

    private static (int Count, int Weight, ushort Sign, int Scale) Header(ReadOnlySpan<byte> bytes)
    {
        var reader = new FieldReader(bytes);
        var header = (reader.ReadUInt16(), reader.ReadInt16(), reader.ReadUInt16(), reader.ReadUInt16());
        return bytes.Length >= 8 + (2 * header.Item1) ? header
            : throw new PostgresProtocolException("A numeric value ends before its digits do.");
    }

    private static int Digit(ReadOnlySpan<byte> bytes, int index, int count)
    {
        if (index < 0 || index >= count)
            return 0;
        var digit = BinaryPrimitives.ReadInt16BigEndian(bytes[(8 + (2 * index))..]);
        return digit is >= 0 and < Base ? digit : throw new PostgresProtocolException($"A numeric value has the digit {digit}.");
    }

    private static string Shortened(string text) => text.Length <= 60 ? text : $"{text[..60]}...";
}
