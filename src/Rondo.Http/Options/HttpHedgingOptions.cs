namespace Rondo.Http;

/// <summary>When a second attempt is started beside a slow first one.</summary>
/// <remarks>
/// The first success wins, and the other attempt is cancelled. Only requests with an idempotent method are hedged, and only
/// if their body is bytes in memory.
/// </remarks>
public sealed class HttpHedgingOptions
{
    /// <summary>The time that the first attempt has before the second one starts.</summary>
    /// <value>Default: 2 s.</value>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(2);

    internal void Validate() => ArgumentOutOfRangeException.ThrowIfLessThan(Delay, TimeSpan.Zero);
}
