using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres;

/// <summary>A range of values, as int4range, int8range, numrange, daterange, tsrange and tstzrange have them.</summary>
/// <typeparam name="T">int, long, decimal, DateOnly, DateTime or DateTimeOffset.</typeparam>
/// <param name="Lower">The lower bound; null: none.</param>
/// <param name="Upper">The upper bound; null: none.</param>
/// <param name="IsLowerInclusive">Whether the lower bound belongs to the range.</param>
/// <param name="IsUpperInclusive">Whether the upper bound belongs to the range.</param>
/// <remarks>An array of ranges stands for a multirange.</remarks>
public readonly record struct PostgresRange<T>(T? Lower, T? Upper, bool IsLowerInclusive = true, bool IsUpperInclusive = false) : IRange
    where T : struct
{
    private readonly bool _isEmpty;

    private PostgresRange(bool isEmpty)
        : this(null, null, false, false) => _isEmpty = isEmpty;

    /// <summary>Gets the range without values.</summary>
    public static PostgresRange<T> Empty { get; } = new(isEmpty: true);

    /// <summary>Gets whether the range has no values.</summary>
    public bool IsEmpty => _isEmpty;

    uint IRange.Bound => typeof(T) == typeof(DateTime) && (Lower ?? Upper) is not DateTime { Kind: not DateTimeKind.Unspecified }
        ? Oid.Timestamp : ParameterValue.OfClr(typeof(T));

    /// <inheritdoc/>
    public override string ToString() => _isEmpty ? "empty"
        : FormattableString.Invariant($"{(IsLowerInclusive ? '[' : '(')}{Lower},{Upper}{(IsUpperInclusive ? ']' : ')')}");

    /// <summary>https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/rangetypes.c, range_recv.</summary>
    void IRange.Write(MessageWriter writer)
    {
        writer.WriteByte((byte)(_isEmpty ? 0x01 : (IsLowerInclusive && Lower is not null ? 0x02 : 0)
            | (IsUpperInclusive && Upper is not null ? 0x04 : 0) | (Lower is null ? 0x08 : 0) | (Upper is null ? 0x10 : 0)));
        if (Lower is { } lower)
            ParameterValue.Write(writer, lower);
        if (Upper is { } upper)
            ParameterValue.Write(writer, upper);
    }
}
