namespace Rondo.Http;

/// <summary>Options of a set of HTTP clients: its address, its timeouts, and how it deals with failures.</summary>
/// <remarks>All delays pass on the clock of the calling loop, which is virtual in tests.</remarks>
public sealed class HttpClientOptions
{
    /// <summary>The address that relative addresses are resolved against.</summary>
    /// <value>Default: none.</value>
    public Uri? BaseAddress { get; set; }

    /// <summary>The time for a whole call: waiting, all attempts, the delays between them, and the body.</summary>
    /// <value>Default: 100 s, as in <see cref="HttpClient"/>. <see cref="Timeout.InfiniteTimeSpan"/> for long streams.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The time for one attempt, from its start to the headers of its response.</summary>
    /// <value>Default: none but <see cref="Timeout"/>.</value>
    public TimeSpan AttemptTimeout { get; set; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Repeats calls that fail.</summary>
    /// <value>Default: null, no retries.</value>
    public HttpRetryOptions? Retry { get; set; }

    /// <summary>Starts a second attempt while the first one is slow.</summary>
    /// <value>Default: null, no hedging.</value>
    public HttpHedgingOptions? Hedging { get; set; }

    /// <summary>Refuses calls of a host that keeps failing.</summary>
    /// <value>Default: null, no circuit breaker.</value>
    public HttpCircuitBreakerOptions? CircuitBreaker { get; set; }

    /// <summary>The number of attempts that may wait for the headers of one host at a time. Each loop counts for itself.</summary>
    /// <value>Default: null, no limit.</value>
    public int? MaxConcurrentCalls { get; set; }

    /// <summary>Headers of every request, unless the request has them already.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, string> DefaultHeaders { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates the delegating handlers of a loop. They run once for each attempt, the first one outermost.</summary>
    /// <value>Default: none.</value>
    public IList<Func<DelegatingHandler>> Handlers { get; } = [];

    /// <summary>Adjusts each loop's <see cref="SocketsHttpHandler"/>: pool limits, proxies, TLS.</summary>
    /// <remarks>Its <c>ConnectCallback</c> is taken.</remarks>
    /// <value>Default: none.</value>
    public Action<SocketsHttpHandler>? ConfigureSockets { get; set; }

    /// <summary>Creates the handler that takes the place of the sockets, once for each loop. In tests: an app in the process.</summary>
    /// <value>Default: null, the loop's sockets.</value>
    public Func<HttpMessageHandler>? PrimaryHandler { get; set; }

    internal void Validate()
    {
        if (BaseAddress is { IsAbsoluteUri: false })
            throw new ArgumentException($"The base address '{BaseAddress}' is not absolute. Set one such as http://shop:8080/.");
        RequireTime(Timeout, nameof(Timeout));
        RequireTime(AttemptTimeout, nameof(AttemptTimeout));
        if (MaxConcurrentCalls is < 1)
            throw new ArgumentException($"{nameof(MaxConcurrentCalls)} is {MaxConcurrentCalls}. Set at least 1, or null for no limit.");
        Retry?.Validate();
        Hedging?.Validate();
        CircuitBreaker?.Validate();
    }

    internal static void RequireTime(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero && value != System.Threading.Timeout.InfiniteTimeSpan)
            throw new ArgumentException($"{name} is {value}. Set more than zero, or Timeout.InfiniteTimeSpan for no limit.");
    }
}
