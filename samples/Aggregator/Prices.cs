namespace Aggregator;

/// <summary>The answers of the sources.</summary>
/// <param name="Found">The prices that came in time.</param>
/// <param name="Missing">The sources without a price, and why.</param>
internal sealed record Prices(IReadOnlyList<Price> Found, IReadOnlyList<MissingPrice> Missing);

/// <summary>A price.</summary>
internal sealed record Price(string Source, decimal Amount);

/// <summary>A source that has no price.</summary>
internal sealed record MissingPrice(string Source, MissingReason Reason, string Detail);

/// <summary>The reason why a source has no price.</summary>
internal enum MissingReason
{
    /// <summary>The deadline passed.</summary>
    Timeout,

    /// <summary>The source cannot be reached.</summary>
    Refused,

    /// <summary>The source answered with an error.</summary>
    Status,

    /// <summary>The answer is no price.</summary>
    Invalid,
}
