using System.Diagnostics;
using System.Net.Http.Json;

namespace Rondo.Soak;

/// <summary>A server at rest: no client is connected but the one that asks.</summary>
/// <param name="At">Since the start.</param>
/// <param name="Exchanges">What the clients have done until now.</param>
/// <param name="Heap">Bytes in use after a full collection.</param>
/// <param name="Resident">Bytes of memory that the process holds.</param>
/// <param name="Descriptors">Open files and sockets.</param>
/// <param name="Tasks">Tasks on the loops.</param>
/// <param name="Connections">Open connections.</param>
internal sealed record Sample(TimeSpan At, long Exchanges, long Heap, long Resident, int Descriptors, int Tasks, int Connections)
{
    /// <summary>How the server is once the clients' last connections are gone.</summary>
    internal static async Task<Sample> TakeAsync(ServerProcess server, TimeSpan at, long exchanges)
    {
        using var client = new HttpClient { BaseAddress = server.Address, Timeout = ServerProcess.Patience };
        var began = Stopwatch.GetTimestamp();
        Probe probe;
        do
        {
            await Task.Delay(200);
            probe = (await client.GetFromJsonAsync<Probe>("/probe"))!;
        }
        while (probe.Connections > 1 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20));
        probe = (await client.GetFromJsonAsync<Probe>("/probe"))!;
        return new Sample(
            at, exchanges, probe.Heap, probe.Resident, Directory.GetFiles($"/proc/{server.Id}/fd").Length, probe.Tasks, probe.Connections);
    }

    public override string ToString() =>
        $"{At.TotalMinutes,6:F1} min {Exchanges,10} exchanges  heap {Heap / 1e6,6:F2} MB  resident "
            + $"{Resident / 1e6,6:F1} MB  descriptors {Descriptors,4}  tasks {Tasks,3}  connections {Connections,3}";

    private sealed record Probe(long Heap, long Resident, int Tasks, int Connections);
}
