using System.Runtime.CompilerServices;

namespace Rondo.Http.Timeouts;

/// <summary>The phase of requests for which a connection is being opened. Other requests have no entry and cost nothing.</summary>
internal static class ConnectPhase
{
    private static readonly ConditionalWeakTable<HttpRequestMessage, StrongBox<HttpPhase>> s_phases = [];

    internal static void Set(HttpRequestMessage request, HttpPhase phase) =>
        s_phases.GetValue(request, static _ => new StrongBox<HttpPhase>()).Value = phase;

    internal static HttpPhase Of(HttpRequestMessage request) =>
        s_phases.TryGetValue(request, out var phase) ? phase.Value : HttpPhase.FirstByte;
}
