using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>End points as Linux lays them out (struct sockaddr).</summary>
internal static class NativeAddress
{
    /// <summary>sizeof(struct sockaddr_storage).</summary>
    internal const int MaxLength = 128;

    private static readonly UnixDomainSocketEndPoint s_unix = new("/");

    internal static int Family(AddressFamily family) => family switch
    {
        AddressFamily.InterNetwork => Constants.AfInet,
        AddressFamily.InterNetworkV6 => Constants.AfInet6,
        AddressFamily.Unix => Constants.AfUnix,
        _ => throw new ArgumentException(
            $"Address family {family} is not supported: use InterNetwork, InterNetworkV6 or Unix.", nameof(family)),
    };

    internal static AddressFamily Family(int family) => family switch
    {
        Constants.AfInet => AddressFamily.InterNetwork,
        Constants.AfInet6 => AddressFamily.InterNetworkV6,
        Constants.AfUnix => AddressFamily.Unix,
        _ => AddressFamily.Unknown,
    };

    /// <summary>Writes an end point for a socket of <paramref name="family"/>; an IPv4 address is mapped for an IPv6 socket.</summary>
    /// <returns>The length in bytes.</returns>
    internal static int Write(EndPoint endPoint, AddressFamily family, Span<byte> target)
    {
        if (endPoint is IPEndPoint ip)
            return Write(ip, family, target);
        if (endPoint is not UnixDomainSocketEndPoint)
            throw new ArgumentException(
                $"The end point {endPoint} ({endPoint.GetType().Name}) is not an address: resolve names first, and pass an "
                    + $"IPEndPoint or a UnixDomainSocketEndPoint.", nameof(endPoint));
        var address = endPoint.Serialize();
        address.Buffer.Span[..address.Size].CopyTo(target);
        return address.Size;
    }

    /// <summary>Reads an end point; null for an address family that is not known.</summary>
    internal static EndPoint? Read(ReadOnlySpan<byte> address)
    {
        if (address.Length < sizeof(ushort))
            return null;
        switch (MemoryMarshal.Read<ushort>(address))
        {
            case Constants.AfInet:
                return new IPEndPoint(new IPAddress(address.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
            case Constants.AfInet6:
                return new IPEndPoint(
                    new IPAddress(address.Slice(8, 16), MemoryMarshal.Read<uint>(address[24..])),
                    BinaryPrimitives.ReadUInt16BigEndian(address[2..]));
            case Constants.AfUnix:
                var copy = new SocketAddress(AddressFamily.Unix, Math.Max(2, address.Length));
                address.CopyTo(copy.Buffer.Span);
                return s_unix.Create(copy);
            default:
                return null;
        }
    }

    private static int Write(IPEndPoint endPoint, AddressFamily family, Span<byte> target)
    {
        var address = family == AddressFamily.InterNetworkV6 && endPoint.AddressFamily == AddressFamily.InterNetwork
            ? endPoint.Address.MapToIPv6() : endPoint.Address;
        target[..28].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(target[2..], (ushort)endPoint.Port);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            MemoryMarshal.Write<ushort>(target, Constants.AfInet);
            address.TryWriteBytes(target[4..], out _);
            return 16;
        }

        MemoryMarshal.Write<ushort>(target, Constants.AfInet6);
        address.TryWriteBytes(target[8..], out _);
        MemoryMarshal.Write(target[24..], (uint)address.ScopeId);
        return 28;
    }
}
