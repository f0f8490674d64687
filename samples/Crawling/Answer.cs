namespace Crawling;

/// <summary>The outcome of a request.</summary>
internal sealed record Answer
{
    /// <summary>Gets the status, or null if there was no response.</summary>
    internal int? Status { get; init; }

    internal string? Type { get; init; }

    internal string? Charset { get; init; }

    /// <summary>Gets the target of a redirect.</summary>
    internal Uri? Location { get; init; }

    /// <summary>Gets the time that the host asks to be left alone.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the body, or null if it was not read.</summary>
    internal byte[]? Body { get; init; }

    /// <summary>Gets the reason why there is no response, or no body.</summary>
    internal string? Error { get; init; }

    /// <summary>Gets whether another attempt may help.</summary>
    internal bool IsTransient => Status is null or 408 or 429 or >= 500;

    /// <summary>Gets whether the whole host is busy, and not this page alone.</summary>
    internal bool IsBusy => Status is 429 or 503;
}
