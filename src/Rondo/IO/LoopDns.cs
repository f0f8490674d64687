using System.Net;
using System.Net.Sockets;

namespace Rondo.IO;

/// <summary>Names to addresses, without blocking the loop.</summary>
public static class LoopDns
{
    /// <summary>Asks the system's resolver, on a thread of the pool. A cancellation point: the resolver cannot be stopped, but is not waited for.</summary>
    /// <param name="host">A name, or an address in text, which needs no resolver.</param>
    /// <returns>At least one address, in the resolver's order of preference.</returns>
    /// <exception cref="SocketException">The name is unknown, or the resolver failed; the message has the name.</exception>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty or contains a NUL character.</exception>
    public static ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        NulCharacter.Refuse(host, nameof(host));
        return IPAddress.TryParse(host, out var address) ? new ValueTask<IReadOnlyList<IPAddress>>([address]) : Ask(host, Dns.GetHostAddressesAsync);
    }

    internal static async ValueTask<IReadOnlyList<IPAddress>> Ask(string host, Func<string, CancellationToken, Task<IPAddress[]>> resolver)
    {
        try
        {
            var addresses = await resolver(host, CancelScope.Current?.Token ?? default).OrCancel();
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
