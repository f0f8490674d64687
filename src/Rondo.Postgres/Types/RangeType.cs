using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>A type of ranges, and its multiranges.</summary>
/// <param name="Bound">The OID of the bounds' type.</param>
/// <param name="Range">The type of the ranges.</param>
/// <param name="Multirange">The type of lists of such ranges without overlaps.</param>
internal sealed record RangeType(uint Bound, PostgresType Range, PostgresType Multirange)
{
    internal static RangeType[] All { get; } =
    [
        Create<int>(Oid.Int4, "int4", (3904, 3905), (4451, 6150)),
        Create<decimal>(Oid.Numeric, "num", (3906, 3907), (4532, 6151)),
        Create<DateTime>(Oid.Timestamp, "ts", (3908, 3909), (4533, 6152)),
        Create<DateTime>(Oid.TimestampTz, "tstz", (3910, 3911), (4534, 6153)),
        Create<DateOnly>(Oid.Date, "date", (3912, 3913), (4535, 6155)),
        Create<long>(Oid.Int8, "int8", (3926, 3927), (4536, 6157)),
    ];

    internal IEnumerable<PostgresType> Types => [Range, Multirange];

    /// <summary>Returns the type of ranges with bounds of a type.</summary>
    /// <exception cref="ArgumentException">PostgreSQL has none.</exception>
    internal static RangeType Of(uint bound, Type clr) =>
        Array.Find(All, type => type.Bound == bound) ?? throw new ArgumentException(
            $"PostgreSQL has no ranges of {clr}. Use int, long, decimal, DateOnly, DateTime or DateTimeOffset as bounds.");

    /// <summary>Gets the type of a range or multirange; null: the OID is neither.</summary>
    internal static RangeType? Find(uint oid) => Array.Find(All, type => type.Range.Oid == oid || type.Multirange.Oid == oid);

    private static RangeType Create<T>(uint bound, string name, (uint Oid, uint Array) range, (uint Oid, uint Array) multirange)
        where T : struct => new(
        bound,
        new PostgresType(range.Oid, range.Array, $"{name}range", typeof(PostgresRange<T>), IsParsed: true),
        new PostgresType(multirange.Oid, multirange.Array, $"{name}multirange", typeof(PostgresRange<T>[]), IsParsed: true));
}
