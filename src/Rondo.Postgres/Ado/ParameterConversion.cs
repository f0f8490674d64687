using System.Collections;
using System.Data;
using System.Net;
using System.Net.NetworkInformation;
using System.Numerics;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>Converts the values of parameters into those that the driver sends.</summary>
internal static class ParameterConversion
{
    /// <summary>The types of elements of which lists become arrays.</summary>
    private static readonly Func<object, Array?>[] s_lists =
    [
        ToArray<string>, ToValueArray<int>, ToValueArray<long>, ToValueArray<Guid>, ToValueArray<short>, ToValueArray<bool>,
        ToValueArray<double>, ToValueArray<float>, ToValueArray<decimal>, ToValueArray<DateTime>, ToValueArray<DateTimeOffset>,
        ToValueArray<DateOnly>, ToValueArray<TimeOnly>, ToValueArray<TimeSpan>, ToValueArray<BigInteger>, ToArray<byte[]>,
        ToValueArray<byte>, ToValueArray<uint>, ToValueArray<ulong>, ToArray<IPAddress>, ToValueArray<IPNetwork>, ToArray<PhysicalAddress>,
        ToArray<BitArray>,
    ];

    /// <summary>Returns the OID of a parameter's type, and its value.</summary>
    /// <exception cref="ArgumentException">No type of PostgreSQL's fits the value.</exception>
    internal static (uint Type, object? Value) Of(PostgresParameter parameter)
    {
        var value = parameter.Value;
        if (value is null or DBNull)
            return (DbTypes.OidOf(parameter.OwnType), null);
        value = parameter.OwnType is { } type ? DbTypes.Convert(value, type) : value;
        if (value is Enum label)
            return (Oid.Unspecified, EnumCell.LabelOf(label));
        if (value is Array labels && labels.GetType().GetElementType()!.IsEnum)
            return (Oid.Unspecified, $"{{{string.Join(',', labels.Cast<Enum>().Select(EnumCell.LabelOf))}}}");
        if (value is string or char)
            return (parameter.OwnType is null ? Oid.Text : DbTypes.OidOf(parameter.OwnType) == Oid.Text ? Oid.Text
                : Oid.Unspecified, value);
        value = ToSendable(value);
        return (ParameterValue.TypeOf(value), value);
    }

    private static object ToSendable(object value) => value switch
    {
        byte[] or Array or BitArray => value,
        ArraySegment<byte> bytes => (ReadOnlyMemory<byte>)bytes,
        MemoryStream stream => stream.ToArray(),
        Half number => (float)number,
        Int128 number => (BigInteger)number,
        UInt128 number => (BigInteger)number,
        Uri uri => uri.OriginalString,
        IEnumerable => ToArray(value),
        _ => value,
    };

    private static Array ToArray(object list)
    {
        foreach (var convert in s_lists)
        {
            if (convert(list) is { } array)
                return array;
        }

        throw new ArgumentException(
            $"A value of the type {list.GetType()} cannot be a parameter. Pass an array or a list of texts, numbers, times or Guids.");
    }

    private static T[]? ToArray<T>(object list) => list is IEnumerable<T> items ? [.. items] : null;

    private static Array? ToValueArray<T>(object list)
        where T : struct => ToArray<T>(list) ?? (Array?)ToArray<T?>(list);
}
