namespace Rondo.Api;

/// <summary>How the items of an <c>IAsyncEnumerable&lt;T&gt;</c> are sent.</summary>
public enum StreamFormat
{
    /// <summary>As the client's <c>Accept</c> header prefers; a JSON array where it does not say.</summary>
    Negotiated,

    /// <summary>One JSON array, <c>application/json</c>.</summary>
    JsonArray,

    /// <summary>A JSON value per line, <c>application/jsonl</c>.</summary>
    JsonLines,

    /// <summary>Server-sent events, <c>text/event-stream</c>.</summary>
    Events,
}
