using System.Globalization;
using System.Numerics;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>A type of numbers, for constants that stand in attributes.</summary>
/// <param name="Type">The type as C#.</param>
/// <param name="IsWhole">Whether it has integers only.</param>
/// <param name="Least">The least integer; null where there is no end, or where it does not matter.</param>
/// <param name="Most">The greatest integer.</param>
/// <param name="Suffix">The end of a literal of the type; null where it has none.</param>
internal sealed record NumberKind(string Type, bool IsWhole, BigInteger? Least, BigInteger? Most, string? Suffix)
{
    private static readonly BigInteger s_decimal = BigInteger.Parse("79228162514264337593543950335", CultureInfo.InvariantCulture);

    internal static NumberKind? Of(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Byte => Whole("byte", byte.MinValue, byte.MaxValue, ""),
        SpecialType.System_SByte => Whole("sbyte", sbyte.MinValue, sbyte.MaxValue, ""),
        SpecialType.System_Int16 => Whole("short", short.MinValue, short.MaxValue, ""),
        SpecialType.System_UInt16 => Whole("ushort", ushort.MinValue, ushort.MaxValue, ""),
        SpecialType.System_Int32 => Whole("int", int.MinValue, int.MaxValue, ""),
        SpecialType.System_UInt32 => Whole("uint", uint.MinValue, uint.MaxValue, "U"),
        SpecialType.System_Int64 => Whole("long", long.MinValue, long.MaxValue, "L"),
        SpecialType.System_UInt64 => Whole("ulong", ulong.MinValue, ulong.MaxValue, "UL"),
        SpecialType.System_Decimal => new("decimal", false, -s_decimal, s_decimal, "m"),
        SpecialType.System_Double => new("double", false, null, null, "d"),
        SpecialType.System_Single => new("float", false, null, null, "f"),
        _ => type.Plain() switch
        {
            "global::System.Half" => new("global::System.Half", false, null, null, null),
            "global::System.Int128" => Whole("global::System.Int128", -BigInteger.Pow(2, 127), BigInteger.Pow(2, 127) - 1, null),
            "global::System.UInt128" => Whole("global::System.UInt128", 0, BigInteger.Pow(2, 128) - 1, null),
            "global::System.Numerics.BigInteger" => new("global::System.Numerics.BigInteger", true, null, null, null),
            _ => null,
        },
    };

    /// <summary>The number as C#; null where the type has no such number.</summary>
    internal string? Literal(string text)
    {
        if (IsWhole)
        {
            if (!TryWhole(text, out var whole) || whole.Floor != whole.Ceiling || whole.Floor < Least || whole.Floor > Most)
                return null;
            var digits = whole.Floor.ToString(CultureInfo.InvariantCulture);
            return Suffix is null
                ? $"{Type}.Parse({Literals.Text(digits)}, global::System.Globalization.CultureInfo.InvariantCulture)" : digits + Suffix;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number)
            || double.IsInfinity(number))
            return null;
        if (Suffix == "m")
            return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
                ? exact.ToString(CultureInfo.InvariantCulture) + "m" : null;
        return $"({Type})({number.ToString("R", CultureInfo.InvariantCulture)}d)";
    }

    /// <summary>The integers around a number of any notation.</summary>
    internal static bool TryWhole(string text, out (BigInteger Floor, BigInteger Ceiling) whole)
    {
        whole = default;
        if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact))
        {
            whole = (exact, exact);
            return true;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number)
            || double.IsInfinity(number))
            return false;
        whole = (new BigInteger(System.Math.Floor(number)), new BigInteger(System.Math.Ceiling(number)));
        return true;
    }

    private static NumberKind Whole(string type, BigInteger least, BigInteger most, string? suffix) => new(type, true, least, most, suffix);
}
