using System.Collections;
using System.Net;
using System.Net.NetworkInformation;

namespace Rondo.Postgres.Types;

/// <summary>The types that the driver knows. Values of all others travel as text, and are read as text.</summary>
/// <param name="Oid">The OID.</param>
/// <param name="ArrayOid">The OID of its arrays.</param>
/// <param name="Name">The name in SQL.</param>
/// <param name="Clr">The type of C#.</param>
/// <param name="IsText">Whether its binary form is its text.</param>
/// <param name="IsParsed">Whether values and arrays of it travel as text, so that they can be read as text too.</param>
internal sealed record PostgresType(uint Oid, uint ArrayOid, string Name, Type Clr, bool IsText = false, bool IsParsed = false)
{
    private static readonly PostgresType[] s_all =
    [
        new(Wire.Oid.Bool, 1000, "boolean", typeof(bool)),
        new(Wire.Oid.Bytea, 1001, "bytea", typeof(byte[])),
        new(Wire.Oid.Char, 1002, "\"char\"", typeof(string), IsText: true),
        new(Wire.Oid.Name, 1003, "name", typeof(string), IsText: true),
        new(Wire.Oid.Int8, 1016, "bigint", typeof(long)),
        new(Wire.Oid.Int2, 1005, "smallint", typeof(short)),
        new(Wire.Oid.Int4, 1007, "integer", typeof(int)),
        new(Wire.Oid.Text, 1009, "text", typeof(string), IsText: true),
        new(Wire.Oid.ObjectId, 1028, "oid", typeof(uint)),
        new(Wire.Oid.Json, 199, "json", typeof(string), IsText: true),
        new(Wire.Oid.Float4, 1021, "real", typeof(float)),
        new(Wire.Oid.Float8, 1022, "double precision", typeof(double)),
        new(Wire.Oid.Unknown, 0, "unknown", typeof(string), IsText: true),
        new(Wire.Oid.BlankPaddedChar, 1014, "character", typeof(string), IsText: true),
        new(Wire.Oid.Varchar, 1015, "character varying", typeof(string), IsText: true),
        new(Wire.Oid.Date, 1182, "date", typeof(DateOnly)),
        new(Wire.Oid.Time, 1183, "time without time zone", typeof(TimeOnly)),
        new(Wire.Oid.Timestamp, 1115, "timestamp without time zone", typeof(DateTime)),
        new(Wire.Oid.TimestampTz, 1185, "timestamp with time zone", typeof(DateTime)),
        new(Wire.Oid.Interval, 1187, "interval", typeof(TimeSpan)),
        new(Wire.Oid.TimeTz, 1270, "time with time zone", typeof(DateTimeOffset)),
        new(Wire.Oid.Numeric, 1231, "numeric", typeof(decimal)),
        new(Wire.Oid.Uuid, 2951, "uuid", typeof(Guid)),
        new(Wire.Oid.Jsonb, 3807, "jsonb", typeof(string), IsParsed: true),
        new(Wire.Oid.Xml, 143, "xml", typeof(string), IsParsed: true),
        new(Wire.Oid.Inet, 1041, "inet", typeof(IPAddress), IsParsed: true),
        new(Wire.Oid.Cidr, 651, "cidr", typeof(IPNetwork), IsParsed: true),
        new(Wire.Oid.MacAddress, 1040, "macaddr", typeof(PhysicalAddress), IsParsed: true),
        new(Wire.Oid.MacAddress8, 775, "macaddr8", typeof(PhysicalAddress), IsParsed: true),
        new(Wire.Oid.Bit, 1561, "bit", typeof(BitArray), IsParsed: true),
        new(Wire.Oid.VaryingBit, 1563, "bit varying", typeof(BitArray), IsParsed: true),
        new(600, 1017, "point", typeof(string), IsParsed: true),
        new(790, 791, "money", typeof(string), IsParsed: true),
        new(2249, 2287, "record", typeof(string), IsParsed: true),
        new(2278, 0, "void", typeof(string), IsParsed: true),
        new(3614, 3643, "tsvector", typeof(string), IsParsed: true),
        new(3615, 3645, "tsquery", typeof(string), IsParsed: true),
        new(4072, 4073, "jsonpath", typeof(string), IsParsed: true),
        .. RangeType.All.SelectMany(static range => range.Types),
    ];

    private static readonly Dictionary<uint, PostgresType> s_byOid = s_all.ToDictionary(static type => type.Oid);

    private static readonly Dictionary<uint, PostgresType> s_byArray =
        s_all.Where(static type => type.ArrayOid != 0).ToDictionary(static type => type.ArrayOid);

    /// <summary>Gets the type of an OID; null: the driver does not know it.</summary>
    internal static PostgresType? Find(uint oid) => s_byOid.GetValueOrDefault(oid);

    /// <summary>Gets the type of an array's elements; null: the OID is no known array.</summary>
    internal static PostgresType? FindElement(uint oid) => s_byArray.GetValueOrDefault(oid);

    /// <summary>Returns whether values of a type are asked for in binary form.</summary>
    internal static bool IsBinary(uint oid) => (s_byOid.TryGetValue(oid, out var type) && !type.IsText && !type.IsParsed)
        || (s_byArray.TryGetValue(oid, out var element) && !element.IsParsed);

    /// <summary>Returns a name for messages.</summary>
    internal static string NameOf(uint oid) =>
        Find(oid)?.Name ?? (FindElement(oid) is { } element ? $"{element.Name}[]" : FormattableString.Invariant($"type {oid}"));
}
