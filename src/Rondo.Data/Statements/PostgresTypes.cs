using System.Numerics;

namespace Rondo.Data.Statements;

/// <summary>Names PostgreSQL's type for a scalar type of C#.</summary>
internal static class PostgresTypes
{
    private static readonly Dictionary<Type, string> s_names = new()
    {
        [typeof(bool)] = "boolean",
        [typeof(byte)] = "smallint",
        [typeof(sbyte)] = "smallint",
        [typeof(short)] = "smallint",
        [typeof(ushort)] = "integer",
        [typeof(int)] = "integer",
        [typeof(uint)] = "bigint",
        [typeof(long)] = "bigint",
        [typeof(ulong)] = "numeric",
        [typeof(Int128)] = "numeric",
        [typeof(UInt128)] = "numeric",
        [typeof(BigInteger)] = "numeric",
        [typeof(decimal)] = "numeric",
        [typeof(Half)] = "real",
        [typeof(float)] = "real",
        [typeof(double)] = "double precision",
        [typeof(char)] = "text",
        [typeof(string)] = "text",
        [typeof(Uri)] = "text",
        [typeof(Guid)] = "uuid",
        [typeof(DateOnly)] = "date",
        [typeof(TimeOnly)] = "time",
        [typeof(TimeSpan)] = "interval",
        [typeof(DateTime)] = "timestamptz",
        [typeof(DateTimeOffset)] = "timestamptz",
        [typeof(byte[])] = "bytea",
    };

    /// <summary>Returns the name; null for a type that is no scalar.</summary>
    internal static string? NameOf(Type? type) => type is null ? null : s_names.GetValueOrDefault(Nullable.GetUnderlyingType(type) ?? type);
}
