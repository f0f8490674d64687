using System.Collections;
using System.Net;
using System.Net.NetworkInformation;
using Rondo.Postgres.Types;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>Reads addresses and bits, which travel as text.</summary>
internal static class TextCell
{
    /// <summary>Reads the address of an inet, without the length of its network.</summary>
    internal static IPAddress Address(Column column, ReadOnlySpan<byte> bytes)
    {
        if (column.Type != Oid.Inet)
            throw Cell.Mismatch(column, typeof(IPAddress));
        var text = Cell.Text(column, bytes);
        return IPAddress.Parse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? slash : text.Length));
    }

    internal static IPNetwork Network(Column column, ReadOnlySpan<byte> bytes) =>
        column.Type == Oid.Cidr ? IPNetwork.Parse(Cell.Text(column, bytes)) : throw Cell.Mismatch(column, typeof(IPNetwork));

    internal static PhysicalAddress Hardware(Column column, ReadOnlySpan<byte> bytes) =>
        column.Type is Oid.MacAddress or Oid.MacAddress8
        ? new PhysicalAddress(Convert.FromHexString(Cell.Text(column, bytes).Replace(":", "", StringComparison.Ordinal)))
        : throw Cell.Mismatch(column, typeof(PhysicalAddress));

    internal static BitArray Bits(Column column, ReadOnlySpan<byte> bytes)
    {
        if (column.Type is not (Oid.Bit or Oid.VaryingBit))
            throw Cell.Mismatch(column, typeof(BitArray));
        var bits = new BitArray(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
            bits[i] = bytes[i] == (byte)'1';
        return bits;
    }
}
