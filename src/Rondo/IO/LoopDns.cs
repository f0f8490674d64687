using System.Net;
using System.Net.Sockets;

namespace Rondo.IO;

/// <summary>Names to addresses, without blocking the loop.</summary>
public static class LoopDns
{
    /// <summary>
    /// Asks the system's resolver, on a thread of the pool. A cancellation point: the resolver cannot be stopped, but is not waited for.
    /// </summary>
    /// <param name="host">
    /// A name, also an international one; or an address in text, which needs no resolver: <c>127.0.0.1</c> (and <c>127.1</c> or
    /// <c>0x7f.1</c>, as
    /// <c>inet_aton</c> reads them), <c>::1</c>, <c>[::1]</c>, <c>fe80::1%eth0</c>. Without a port.
    /// </param>
    /// <returns>At least one address, in the resolver's order of preference.</returns>
    /// <exception cref="SocketException">
    /// The name is unknown, no name can be so, or the resolver failed; the message has the name and the reason.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty or contains a NUL character.</exception>
    public static ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        NulCharacter.Refuse(host, nameof(host));
        return HostText.TryParseAddress(host, out var address)
            ? new ValueTask<IReadOnlyList<IPAddress>>([address])
            : Ask(host, Dns.GetHostAddressesAsync);
    }

    internal static async ValueTask<IReadOnlyList<IPAddress>> Ask(string host, Func<string, CancellationToken, Task<IPAddress[]>> resolver)
    {
        var name = HostText.ToName(host);
        try
        {
            var addresses = await resolver(name, CancelScope.Current?.Token ?? default).OrCancel();
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException failure)
        {
            throw new SocketException((int)failure.SocketErrorCode, $"Cannot find the address of '{host}': {Why(failure)}.");
        }
    }

    private static string Why(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.HostNotFound => "no such name is known (HostNotFound)",
        SocketError.NoData => "the name has no addresses (NoData)",
        SocketError.TryAgain => "the name server does not answer (TryAgain)",
        var code => $"{failure.Message.TrimEnd('.')} ({code})",
    };
}
