using System.Net;
using System.Net.Sockets;

namespace Rondo.IO;

/// <summary>RFC 8305, version 2 of "happy eyeballs": attempts start one after the other and run side by side.</summary>
internal static class HappyEyeballs
{
    /// <summary>
    /// The first connection that <paramref name="connect"/> makes; the attempts that lose are cancelled, and closed if they had won too.
    /// </summary>
    internal static async Task<T> ConnectAsync<T>(
        string host, int port, IReadOnlyList<IPAddress> addresses, TimeSpan delay, Func<IPEndPoint, Task<T>> connect)
        where T : class, IDisposable
    {
        var order = Interleave(addresses);
        var failures = new SocketException?[order.Count];
        T? winner = null;
        try
        {
            await TaskGroup.RunAsync(
                async group =>
                {
                    var failed = 0;
                    for (var i = 0; i < order.Count && winner is null; i++)
                    {
                        var index = i;
                        var attempt = group.Start(async () =>
                        {
                            try
                            {
                                var connection = await connect(new IPEndPoint(order[index], port));
                                if (winner is not null)
                                {
                                    connection.Dispose();
                                    return;
                                }

                                winner = connection;
                                group.Cancel("another address of the host answered first");
                            }
                            catch (SocketException failure)
                            {
                                failures[index] = failure;
                                failed++;
                            }
                        });
                        // "If the attempt fails sooner, the next starts at once" (section 5).
                        if (i + 1 < order.Count && !attempt.IsCompleted)
                            await CancelScope.MoveOnAfter(delay, async () => await attempt.Completion);
                    }
                },
                $"connect to {host}:{port}");
        }
        catch
        {
            winner?.Dispose();
            throw;
        }

        if (winner is not null)
            return winner;
        var reasons = string.Join(" ", failures.Select(failure => failure?.Message));
        throw new SocketException(
            (int)failures[^1]!.SocketErrorCode, $"Cannot connect to {host}:{port}, none of its {order.Count} addresses answers: {reasons}");
    }

    /// <summary>The families alternate, beginning with the resolver's favourite (section 4).</summary>
    internal static List<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        var first = new Queue<IPAddress>(addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily));
        var second = new Queue<IPAddress>(addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily));
        var order = new List<IPAddress>(addresses.Count);
        while (first.Count + second.Count > 0)
        {
            if (first.TryDequeue(out var address))
                order.Add(address);
            if (second.TryDequeue(out address))
                order.Add(address);
        }

        return order;
    }
}
