using System.Data;
using System.Globalization;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>The types of ADO.NET in those of PostgreSQL.</summary>
internal static class DbTypes
{
    /// <summary>Returns the type of a value.</summary>
    internal static DbType Of(object? value) => value switch
    {
        string or char => DbType.String,
        bool => DbType.Boolean,
        byte or sbyte or short => DbType.Int16,
        ushort or int => DbType.Int32,
        uint or long => DbType.Int64,
        ulong or decimal => DbType.Decimal,
        float => DbType.Single,
        double => DbType.Double,
        Guid => DbType.Guid,
        DateTime { Kind: DateTimeKind.Unspecified } => DbType.DateTime2,
        DateTime or DateTimeOffset => DbType.DateTime,
        DateOnly => DbType.Date,
        TimeOnly => DbType.Time,
        byte[] => DbType.Binary,
        _ => DbType.Object,
    };

    /// <summary>Returns the OID for a NULL, or for a text.</summary>
    internal static uint OidOf(DbType? type) => type switch
    {
        DbType.String or DbType.AnsiString or DbType.StringFixedLength or DbType.AnsiStringFixedLength => Oid.Text,
        DbType.Boolean => Oid.Bool,
        DbType.Byte or DbType.SByte or DbType.Int16 => Oid.Int2,
        DbType.UInt16 or DbType.Int32 => Oid.Int4,
        DbType.UInt32 or DbType.Int64 => Oid.Int8,
        DbType.UInt64 or DbType.Decimal or DbType.VarNumeric or DbType.Currency => Oid.Numeric,
        DbType.Single => Oid.Float4,
        DbType.Double => Oid.Float8,
        DbType.Guid => Oid.Uuid,
        DbType.Date => Oid.Date,
        DbType.Time => Oid.Time,
        DbType.DateTime2 => Oid.Timestamp,
        DbType.DateTime or DbType.DateTimeOffset => Oid.TimestampTz,
        DbType.Binary => Oid.Bytea,
        _ => Oid.Unspecified,
    };

    /// <summary>Converts a value that is not NULL into one of the type that was set.</summary>
    internal static object Convert(object value, DbType? type) => (type, value) switch
    {
        (DbType.Date, DateTime time) => DateOnly.FromDateTime(time),
        (DbType.Time, TimeSpan span) => TimeOnly.FromTimeSpan(span),
        (DbType.Time, DateTime time) => TimeOnly.FromDateTime(time),
        (DbType.DateTime2, DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
        (DbType.DateTime or DbType.DateTimeOffset, DateTime { Kind: DateTimeKind.Unspecified } time) =>
            DateTime.SpecifyKind(time, DateTimeKind.Utc),
        (DbType.Byte or DbType.SByte or DbType.Int16, IConvertible number and not short) => number.ToInt16(CultureInfo.InvariantCulture),
        (DbType.UInt16 or DbType.Int32, IConvertible number and not int) => number.ToInt32(CultureInfo.InvariantCulture),
        (DbType.UInt32 or DbType.Int64, IConvertible number and not long) => number.ToInt64(CultureInfo.InvariantCulture),
        (DbType.UInt64 or DbType.Decimal or DbType.VarNumeric or DbType.Currency, IConvertible number and not decimal) =>
            number.ToDecimal(CultureInfo.InvariantCulture),
        (DbType.Single, IConvertible number and not float) => number.ToSingle(CultureInfo.InvariantCulture),
        (DbType.Double, IConvertible number and not double) => number.ToDouble(CultureInfo.InvariantCulture),
        (DbType.Boolean, IConvertible number and not bool) => number.ToBoolean(CultureInfo.InvariantCulture),
        (DbType.Guid, string text) => Guid.Parse(text),
        _ => value,
    };
}
