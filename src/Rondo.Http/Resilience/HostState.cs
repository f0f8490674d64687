namespace Rondo.Http.Resilience;

/// <summary>A loop's circuit and limit for one host.</summary>
internal sealed class HostState(HttpClientOptions options, TimeProvider clock, string host)
{
    internal Circuit? Circuit { get; } = options.CircuitBreaker is { } breaker ? new Circuit(breaker, clock, host) : null;

    internal Rondo.Sync.Semaphore? Limit { get; } = options.MaxConcurrentCalls is { } most ? new Rondo.Sync.Semaphore(most) : null;
}
