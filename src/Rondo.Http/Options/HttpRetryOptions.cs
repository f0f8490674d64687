using System.Net;
using Rondo.Http.Errors;

namespace Rondo.Http;

/// <summary>How calls that fail are repeated.</summary>
/// <remarks>The header <c>Retry-After</c> of a response takes the place of the delay.</remarks>
public sealed class HttpRetryOptions
{
    /// <summary>The number of attempts in all, the first included.</summary>
    /// <value>Default: 3. At least 1.</value>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The delay before the second attempt. It doubles before each further one.</summary>
    /// <value>Default: 200 ms.</value>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest delay. A response whose <c>Retry-After</c> asks for more is returned to the caller.</summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The part of each delay that is random, so that clients that failed together do not return together.</summary>
    /// <value>Default: 0.5, between half of the delay and all of it. 0 is exact.</value>
    public double Jitter { get; set; } = 0.5;

    /// <summary>The source of the jitter.</summary>
    /// <value>Default: <see cref="Random.Shared"/>.</value>
    public Random Random { get; set; } = Random.Shared;

    /// <summary>Whether requests are repeated whose method is not idempotent, such as POST and PATCH.</summary>
    /// <value>Default: false.</value>
    public bool AllMethods { get; set; }

    /// <summary>Decides whether a response is worth another attempt.</summary>
    /// <value>Default: 408, 429 and 5xx are.</value>
    public Func<HttpStatusCode, bool> ShouldRetryStatus { get; set; } = TransientFailure.Is;

    /// <summary>Decides whether an exception is worth another attempt. A cancellation is never retried.</summary>
    /// <value>Default: <see cref="HttpRequestException"/> is, except for an open circuit, and <see cref="HttpTimeoutException"/>.</value>
    public Func<Exception, bool> ShouldRetryException { get; set; } = TransientFailure.Is;

    private RetryOptions Delays =>
        new() { MaxAttempts = MaxAttempts, Delay = Delay, MaxDelay = MaxDelay, Jitter = Jitter, Random = Random };

    internal TimeSpan DelayAfter(int attempt) => Delays.DelayAfter(attempt);

    internal void Validate() => Delays.Validate();
}
