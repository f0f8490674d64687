namespace Rondo.Postgres.Wire;

/// <summary>The OIDs of PostgreSQL's own types, which are the same on every server.</summary>
/// <remarks>https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat</remarks>
internal static class Oid
{
    internal const uint Unspecified = 0;
    internal const uint Bool = 16;
    internal const uint Bytea = 17;
    internal const uint Char = 18;
    internal const uint Name = 19;
    internal const uint Int8 = 20;
    internal const uint Int2 = 21;
    internal const uint Int4 = 23;
    internal const uint Text = 25;
    internal const uint ObjectId = 26;
    internal const uint Json = 114;
    internal const uint Xml = 142;
    internal const uint Float4 = 700;
    internal const uint Float8 = 701;
    internal const uint Unknown = 705;
    internal const uint Cidr = 650;
    internal const uint MacAddress8 = 774;
    internal const uint MacAddress = 829;
    internal const uint Inet = 869;
    internal const uint BlankPaddedChar = 1042;
    internal const uint Varchar = 1043;
    internal const uint Date = 1082;
    internal const uint Time = 1083;
    internal const uint Timestamp = 1114;
    internal const uint TimestampTz = 1184;
    internal const uint Interval = 1186;
    internal const uint TimeTz = 1266;
    internal const uint Bit = 1560;
    internal const uint VaryingBit = 1562;
    internal const uint Numeric = 1700;
    internal const uint Uuid = 2950;
    internal const uint Jsonb = 3802;

    /// <summary>The first OID of types that users create, which differ from server to server.</summary>
    internal const uint FirstOfUsers = 16384;
}
