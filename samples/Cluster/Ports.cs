using System.Net;
using System.Net.Sockets;

namespace Cluster;

/// <summary>Ports that are free on this machine.</summary>
internal static class Ports
{
    /// <summary>Returns different free ports.</summary>
    internal static int[] Free(int count)
    {
        // Held until all are known, so that none is returned twice.
        var probes = Enumerable.Range(0, count)
            .Select(static _ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        foreach (var probe in probes)
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int[] ports = [.. probes.Select(static probe => ((IPEndPoint)probe.LocalEndPoint!).Port)];
        foreach (var probe in probes)
            probe.Dispose();
        return ports;
    }
}
