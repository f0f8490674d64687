using System.Collections;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Types;

/// <summary>The binary forms of addresses, bits and multiranges, which are read as text.</summary>
internal static class TextualValue
{
    /// <summary>Returns the OID of a scalar type's values; null: none of these types.</summary>
    internal static uint? TypeOf(Type type) =>
        typeof(IPAddress).IsAssignableFrom(type) ? Oid.Inet // addresses of IPAddress itself have derived types
        : type == typeof(IPNetwork) ? Oid.Cidr
        : type == typeof(PhysicalAddress) ? Oid.MacAddress
        : type == typeof(BitArray) ? Oid.VaryingBit
        : null;

    /// <summary>Returns the OID of a value; null: of none of these types.</summary>
    internal static uint? TypeOf(object value) => value switch
    {
        PhysicalAddress address => address.GetAddressBytes().Length switch
        {
            6 => Oid.MacAddress,
            8 => Oid.MacAddress8,
            var length =>
                throw new ArgumentException($"A PhysicalAddress has {length} bytes. PostgreSQL's macaddr has 6, and macaddr8 has 8."),
        },
        IRange range => RangeType.Of(range.Bound, range.GetType()).Range.Oid,
        Array array when IsMultirange(array) => RangeType.Of(BoundOf(array), array.GetType()).Multirange.Oid,
        _ => null,
    };

    /// <summary>Returns whether an array stands for a multirange, as it does in Npgsql, and not for an array of ranges.</summary>
    internal static bool IsMultirange(Array array) => typeof(IRange).IsAssignableFrom(array.GetType().GetElementType());

    /// <summary>Writes a value; false: it is of none of these types.</summary>
    internal static bool TryWrite(MessageWriter writer, object value)
    {
        switch (value)
        {
            case IPAddress address: WriteAddress(writer, address, address.GetAddressBytes().Length * 8, isNetwork: false); break;
            case IPNetwork network: WriteAddress(writer, network.BaseAddress, network.PrefixLength, isNetwork: true); break;
            case PhysicalAddress address: writer.WriteBytes(address.GetAddressBytes()); break;
            case BitArray bits: WriteBits(writer, bits); break;
            case IRange range: range.Write(writer); break;
            case Array array when IsMultirange(array): WriteRanges(writer, array); break;
            default: return false;
        }

        return true;
    }

    /// <summary>https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/network.c, network_recv.</summary>
    private static void WriteAddress(MessageWriter writer, IPAddress address, int length, bool isNetwork)
    {
        var bytes = address.GetAddressBytes();
        writer.WriteByte(address.AddressFamily == AddressFamily.InterNetworkV6 ? (byte)3 : (byte)2);
        writer.WriteByte((byte)length);
        writer.WriteByte(isNetwork ? (byte)1 : (byte)0);
        writer.WriteByte((byte)bytes.Length);
        writer.WriteBytes(bytes);
    }

    /// <summary>https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/varbit.c, varbit_recv.</summary>
    private static void WriteBits(MessageWriter writer, BitArray bits)
    {
        var bytes = new byte[(bits.Length + 7) / 8];
        for (var i = 0; i < bits.Length; i++)
        {
            if (bits[i])
                bytes[i / 8] |= (byte)(0x80 >> (i % 8));
        }

        writer.WriteInt32(bits.Length);
        writer.WriteBytes(bytes);
    }

    private static void WriteRanges(MessageWriter writer, Array ranges)
    {
        writer.WriteInt32(ranges.Length);
        foreach (var range in ranges)
            ParameterValue.Write(writer, range);
    }

    /// <summary>Ranges of DateTime without bounds tell no time zone; the larger OID is that of the others.</summary>
    private static uint BoundOf(Array ranges)
    {
        if (ranges.Length > 0)
            return ranges.Cast<IRange>().Max(static range => range.Bound);
        var type = ranges.GetType().GetElementType()!.GetGenericArguments()[0];
        return type == typeof(DateTime) ? Oid.Timestamp : ParameterValue.OfClr(type);
    }
}
