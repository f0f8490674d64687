using System.Globalization;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>The ranges that columns can be read into.</summary>
internal static class CellRanges
{
    internal static void AddAll()
    {
        Add((Oid.Int4, static text => int.Parse(text, CultureInfo.InvariantCulture)));
        Add((Oid.Int8, static text => long.Parse(text, CultureInfo.InvariantCulture)));
        Add((Oid.Numeric, static text => decimal.Parse(text, CultureInfo.InvariantCulture)));
        Add((Oid.Date, RangeText.ParseDate));
        Add((Oid.TimestampTz, RangeText.ParseMoment));
        Add((Oid.Timestamp, RangeText.ParseTime), (Oid.TimestampTz, static text => RangeText.ParseMoment(text).UtcDateTime));
    }

    private static void Add<T>(params (uint Bound, Func<string, T> Parse)[] bounds)
        where T : struct
    {
        CellReader<PostgresRange<T>> one = (column, bytes) =>
            RangeText.Parse(bytes, ParserOf(column.Type, isMultirange: false) ?? throw Cell.Mismatch(column, typeof(PostgresRange<T>)));
        CellArrays.AddValue(one);
        var array = (CellReader<PostgresRange<T>[]>)CellReaders.Of(typeof(PostgresRange<T>[]))!;
        CellReaders.AddValue(one);
        CellReader<PostgresRange<T>[]> many = (column, bytes) => ParserOf(column.Type, isMultirange: true) is { } parse
            ? RangeText.ParseAll(bytes, parse) : array(column, bytes);
        CellReaders.Add(many);
        CellArrays.Add(many);

        Func<string, T>? ParserOf(uint type, bool isMultirange) =>
            RangeType.Find(type) is { } range && (isMultirange ? range.Multirange : range.Range).Oid == type
                ? Array.Find(bounds, each => each.Bound == range.Bound).Parse : null;
    }
}
