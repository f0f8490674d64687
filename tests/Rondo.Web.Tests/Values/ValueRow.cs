namespace Rondo.Web.Tests.Values;

/// <summary>A type of the matrix, and texts that are at its edges.</summary>
internal sealed record ValueRow(string Type, params string[] Texts)
{
    /// <summary>The texts that every type is asked to read.</summary>
    internal static readonly string[] Common =
    [
        "", " ", "0", "1", "-1", "-0", "+5", " 5", "5 ", "05", "-05", "1e2", "1E2", "3.0", "0x5", "1,000", "1_000", "0,7", "1.5", "-1.5", ".5", "5.", "1e", "1e400", "-1e400", "1e-400",
        "1e5000000000", "NaN", "nan", "Infinity", "-Infinity", "∞", "true", "True", "TRUE", "false", "on", "off", "yes", "no", "null", "5\0", "\0", "5\n", "\t5", "٣", "１", "a", "ab", "é", "😀", "１٫٥",
        "12/03/2019", "31.01.2026", "07:00", "07:00:00", "07:00 PM", "March 12, 2019", "2026-01-31", "2026-02-30", "2026-01-31T12:00:00", "2026-01-31T12:00:00Z", "2026-01-31 12:00:00Z", "2026-01-31T12:00:00.5+02:00",
        "2569-01-31", "5", "24:00:00", "00:00:60", "1.00:00:00", "5s", "http://example.org/a?b#c", "/a/b", "deepBlue", "deepblue", "DEEPBLUE", "deep-blue", "off-white", "Pale", "pale,deepBlue", "7", "99",
        "read", "read, writeAll", "writeall,OWN", "both", "own,", ",read", "16", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "6F9619FF-8B86-D011-B42D-00C04FC964FF",
        "6f9619ff8b86d011b42d00c04fc964ff", "{6f9619ff-8b86-d011-b42d-00c04fc964ff}", "+f9619ff-8b86-d011-b42d-00c04fc964ff",
    ];

    /// <summary>One line for each type.</summary>
    internal static readonly ValueRow[] All =
    [
        new("bool"),
        new("byte", "255", "256"),
        new("sbyte", "127", "128", "-128", "-129"),
        new("short", "32767", "32768", "-32768", "-32769"),
        new("ushort", "65535", "65536"),
        new("int", "2147483647", "2147483648", "-2147483648", "-2147483649"),
        new("uint", "4294967295", "4294967296"),
        new("long", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809"),
        new("ulong", "18446744073709551615", "18446744073709551616"),
        new("System.Int128", "170141183460469231731687303715884105727", "170141183460469231731687303715884105728", "-170141183460469231731687303715884105728"),
        new("System.UInt128", "340282366920938463463374607431768211455", "340282366920938463463374607431768211456"),
        new("System.Numerics.BigInteger", "-340282366920938463463374607431768211457"),
        new("System.Half", "65504", "65600", "-65504", "0.1"),
        new("float", "3.4028234663852886E+38", "3.5e38", "0.1", "1e-45"),
        new("double", "1.7976931348623157E+308", "1.8e308", "0.1", "5e-324"),
        new("decimal", "79228162514264337593543950335", "79228162514264337593543950336", "0.10", "1e-28", "1e-29", "1e28"),
        new("char", "\u007f", "\uffff", "\""),
        new("string", "\"", "\\"),
        new("System.Guid"),
        new("System.Uri", "a b", "http://müller.de/", "//host/a", "a%20b", "a%2", "a[b]", "http://[::1]/", "1:2", "mailto:a@b.org", "?q", "#f", "a|b", "<a>"),
        new("System.DateTime", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-01:00", "2026-01-31t12:00:00z", "2026-01-31T12:00:00.123456789Z", "2026-01-31T12:00Z", "2026-01-31T12:00:00+0200"),
        new("System.DateTimeOffset", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2026-01-31T12:00:00-14:00", "2026-01-31T12:00:00.1Z", "2026-03-08T02:30:00-05:00", "2026-01-31T12:00:00-00:00"),
        new("System.DateOnly", "0001-01-01", "9999-12-31", "2024-02-29", "2023-02-29", "2026-1-1", "10000-01-01"),
        new("System.TimeOnly", "23:59:59.9999999", "23:59:59.12345678901", "7:00", "12:00:00Z", "12:00:", "12:00:00."),
        new("System.TimeSpan", "-00:00:01", "10675199.02:48:05.4775807", "-10675199.02:48:05.4775808", "10675200.00:00:00", "00:00:00.12345678", "1:2:3", "PT5S", "23:59:59.5", "100:00:00"),
        new("Rondo.Web.Tests.Values.Shade", "White", "-1"),
        new("Rondo.Web.Tests.Values.Rights", "own, read", "read,,own", " read", "read , own", "3"),
    ];

    internal string Key => string.Concat(Type.Where(char.IsLetterOrDigit));

    public override string ToString() => Type;
}
