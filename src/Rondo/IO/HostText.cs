using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rondo.IO;

/// <summary>Hosts as callers write them: an address in one of its notations, or a name for the resolver.</summary>
/// <remarks>
/// Decided here and not by the resolver, whose answers to a malformed name differ from system to system: no such name, a failure that
/// cannot be recovered
/// from, an argument out of range. The BCL's parser reads <c>[::1]:80</c> as the address and drops the port, which would be another's.
/// </remarks>
internal static class HostText
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    private static readonly IdnMapping s_idn = new() { AllowUnassigned = true };

    /// <summary>
    /// Reads an address: IPv4 also in the short, octal and hexadecimal notations of <c>inet_aton</c>, IPv6 with or without brackets,
    /// with a zone.
    /// </summary>
    internal static bool TryParseAddress(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        var isBracketed = host is ['[', .., ']'];
        if (!isBracketed && host.Contains('[', StringComparison.Ordinal))
            return false;
        return IPAddress.TryParse(isBracketed ? host[1..^1] : host, out address)
            && (!isBracketed || address.AddressFamily == AddressFamily.InterNetworkV6);
    }

    /// <summary>
    /// Returns the IPv4 address that an IPv6 one stands for: a socket of the other family reaches it on some platforms only.
    /// </summary>
    internal static IPEndPoint Unmap(IPEndPoint endPoint) =>
        endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;

    /// <summary>Returns the name in the form that the resolver takes: international ones in ASCII.</summary>
    /// <exception cref="SocketException">No name can be so; the message says why.</exception>
    internal static string ToName(string host)
    {
        var name = host;
        if (!Ascii.IsValid(host))
        {
            try
            {
                name = s_idn.GetAscii(host);
            }
            catch (ArgumentException)
            {
                throw NotFound(host, "it is not a valid international name");
            }
        }

        if (FindFault(name) is { } fault)
            throw NotFound(host, fault);
        return name;
    }

    private static string? FindFault(string name)
    {
        if (name.AsSpan().ContainsAnyInRange('\0', ' '))
            return "a name contains no spaces or control characters";
        if (name.AsSpan().ContainsAny('[', ']', ':'))
            return "it is neither a name nor an address; a port is passed by itself";
        var labels = (name.EndsWith('.') ? name[..^1] : name).Split('.');
        if (name.TrimEnd('.').Length > LongestName)
            return $"a name has at most {LongestName} characters";
        if (labels.Any(static label => label.Length > LongestLabel))
            return $"each part of a name has at most {LongestLabel} characters";
        return labels.Any(static label => label.Length == 0) ? "a part of the name is empty" : null;
    }

    private static SocketException NotFound(string host, string why) =>
        new((int)SocketError.HostNotFound, $"Cannot find the address of '{host}': {why} (HostNotFound).");
}
