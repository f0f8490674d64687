namespace Rondo.Web.Tests.Values;

/// <summary>A constraint on a type, with values in JSON that it takes and that it refuses.</summary>
/// <param name="Key">The name in paths.</param>
/// <param name="Type">The type as C#.</param>
/// <param name="Constraint">The attributes as C#.</param>
/// <param name="Right">Values that are accepted.</param>
/// <param name="Wrong">Values that are refused.</param>
internal sealed record ConstraintRow(string Key, string Type, string Constraint, string[] Right, string[] Wrong)
{
    /// <summary>Values of one text.</summary>
    internal static readonly ConstraintRow[] Scalars =
    [
        new("byte", "byte", "Range(10, 20)", ["10", "20"], ["9", "21"]),
        new("sbyte", "sbyte", "Range(-5, 5)", ["-5", "5"], ["-6", "6"]),
        new("short", "short", "Range(-5, 5)", ["-5", "5"], ["-6", "6"]),
        new("ushort", "ushort", "Range(1, 70000)", ["1", "65535"], ["0"]),
        new("int", "int", "Range(1, int.MaxValue)", ["1", "2147483647"], ["0", "-1"]),
        new("intFraction", "int", "Range(0.5, 2.5)", ["1", "2"], ["0", "3"]),
        new("intExclusive", "int", "Range(1d, 3.5, MinimumIsExclusive = true, MaximumIsExclusive = true)", ["2", "3"], ["1", "4"]),
        new("uint", "uint", "Range(0, 10)", ["0", "10"], ["11", "4294967295"]),
        new("long", "long", "Range(0, 10)", ["0", "10"], ["-1", "11", "5000000000", "-9223372036854775808"]),
        new("ulong", "ulong", "Range(1, double.MaxValue)", ["1", "18446744073709551615"], ["0"]),
        new("int128", "Int128", "Range(0, 10)", ["0", "10"], ["-1", "11", "170141183460469231731687303715884105727"]),
        new("uint128", "UInt128", "Range(5d, double.PositiveInfinity)", ["5", "340282366920938463463374607431768211455"], ["4"]),
        new("big", "System.Numerics.BigInteger", "Range(-1, 10)", ["-1", "10"], ["-2", "11", "99999999999999999999999999999999999999999999"]),
        new("half", "Half", "Range(0, 1.5)", ["0", "1.5"], ["-0.5", "1.6"]),
        new("float", "float", "Range(0.25, 0.5)", ["0.25", "0.5"], ["0.2", "0.51"]),
        new("double", "double", "Range(0d, 1d, MinimumIsExclusive = true, MaximumIsExclusive = true)", ["0.1", "0.9"], ["0", "1"]),
        new("decimal", "decimal", "Range(0.1, 0.3)", ["0.1", "0.3", "0.30"], ["0.0999", "0.3001"]),
        new("decimalText", "decimal", "Range(typeof(decimal), \"0.1\", \"0.3\")", ["0.1", "0.3"], ["0", "0.31"]),
        new("date", "DateOnly", "Range(typeof(DateOnly), \"2026-01-01\", \"2026-12-31\")", ["\"2026-01-01\"", "\"2026-12-31\""], ["\"2025-12-31\"", "\"2027-01-01\""]),
        new("time", "TimeOnly", "Range(typeof(TimeOnly), \"08:00\", \"18:00\")", ["\"08:00:00\"", "\"18:00:00\""], ["\"07:59:59\"", "\"18:00:01\""]),
        new("moment", "DateTime", "Range(typeof(DateTime), \"2026-01-01\", \"2027-01-01T00:00:00Z\")", ["\"2026-01-01T00:00:00Z\""], ["\"2026-01-01T00:00:00+00:01\"", "\"2027-01-01T00:00:01Z\""]),
        new("instant", "DateTimeOffset", "Range(typeof(DateTimeOffset), \"2026-01-01T00:00:00Z\", \"2026-06-01T14:00:00+02:00\")", ["\"2026-01-01T00:00:00Z\"", "\"2025-12-31T19:00:00-05:00\""], ["\"2025-12-31T23:59:59Z\""]),
        new("span", "TimeSpan", "Range(typeof(TimeSpan), \"00:30:00\", \"1.00:00:00\")", ["\"00:30:00\"", "\"1.00:00:00\""], ["\"00:29:59\"", "\"1.00:00:01\""]),
        new("spanWords", "TimeSpan", "Range(typeof(TimeSpan), \"00:30:00\", \"1.00:00:00\", ErrorMessage = \"A pause has {1} to {2}.\")", ["\"00:30:00\""], ["\"00:29:59\""]),
        new("atMost", "string", "StringLength(2)", ["\"ab\"", "\"a😀\"", "\"😀😀\""], ["\"abc\"", "\"😀😀😀\""]),
        new("atLeast", "string", "MinLength(2)", ["\"ab\"", "\"😀😀\""], ["\"a\"", "\"😀\""]),
        new("length", "string", "Length(1, 2)", ["\"a\"", "\"😀\""], ["\"aaa\"", "\"😀😀😀\""]),
        new("required", "string", "Required", ["\"a\""], []),
        new("pattern", "string", "RegularExpression(\"[0-9]+\")", ["\"12\""], ["\"a\"", "\"12a\""]),
        new("patternAndLength", "string", "RegularExpression(\"[0-9]+\"), MaxLength(3)", ["\"12\""], ["\"a\"", "\"1234\"", "\"abcd\""]),
        new("mail", "string", "EmailAddress", ["\"a@b.c\""], ["\"a\""]),
        new("link", "string", "Url", ["\"https://a.b\""], ["\"mailto:a\""]),
        new("uri", "Uri", "Url", ["\"https://a.b\""], ["\"mailto:a@b.c\""]),
        new("phone", "string", "Phone", ["\"555-1234\""], ["\"call\""]),
        new("card", "string", "CreditCard", ["\"4111111111111111\""], ["\"4111111111111112\""]),
        new("base64", "string", "Base64String", ["\"AAAA\""], ["\"A\""]),
        new("ofNumbers", "long", "AllowedValues(1, 3L)", ["1", "3"], ["2"]),
        new("ofDecimals", "decimal", "AllowedValues(0.5)", ["0.5"], ["0.25"]),
        new("ofTexts", "string", "AllowedValues(\"a\", \"b\")", ["\"a\"", "\"b\""], ["\"c\""]),
        new("notOfNumbers", "short", "DeniedValues(3)", ["1"], ["3"]),
        new("notOfTexts", "string", "DeniedValues(\"a\")", ["\"b\""], ["\"a\""]),
        new("ofFlags", "bool", "AllowedValues(true)", ["true"], ["false"]),
        new("ofEnums", "Shade", "AllowedValues(Shade.Pale)", ["\"pale\""], ["\"deepBlue\""]),
        new("ofEnumNames", "string", "EnumDataType(typeof(Shade))", ["\"Pale\""], ["\"red\""]),
        new("picture", "string", "FileExtensions(Extensions = \"png,jpg\")", ["\"a.png\""], ["\"a.txt\""]),
        new("own", "int", "Even", ["2"], ["3"]),
        new("ownInContext", "string", "Lower", ["\"a\""], ["\"A\""]),
    ];

    /// <summary>Lists, whose items are repeated where text carries them.</summary>
    internal static readonly ConstraintRow[] Lists =
    [
        new("array", "int[]", "Length(1, 2)", ["[1]", "[1,2]"], ["[1,2,3]"]),
        new("list", "List<int>", "MinLength(1), MaxLength(2)", ["[1]", "[1,2]"], ["[1,2,3]"]),
        new("sequence", "IEnumerable<int>", "MaxLength(2)", ["[1,2]"], ["[1,2,3]"]),
        new("readOnly", "IReadOnlyList<string>", "MaxLength(1)", ["[\"a\"]"], ["[\"a\",\"b\"]"]),
        new("set", "ISet<int>", "MinLength(2)", ["[1,2]"], ["[1]"]),
        new("readOnlySet", "IReadOnlySet<int>", "MaxLength(1)", ["[1]"], ["[1,2]"]),
        new("immutable", "System.Collections.Immutable.ImmutableArray<int>", "MaxLength(1)", ["[1]"], ["[1,2]"]),
    ];

    internal bool IsList => Type != "string" && Right[0].StartsWith('[');

    public override string ToString() => Key;
}
