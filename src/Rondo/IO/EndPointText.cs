using System.Net;
using System.Net.Sockets;

namespace Rondo.IO;

/// <summary>Addresses as messages show them.</summary>
internal static class EndPointText
{
    internal static string Of(EndPoint? endPoint) => endPoint switch
    {
        null => "an unknown address",
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip => new IPEndPoint(ip.Address.MapToIPv4(), ip.Port).ToString(),
        UnixDomainSocketEndPoint unix => unix.ToString() is { Length: > 0 } path ? path : "an unnamed socket",
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endPoint.ToString()!,
    };
}
