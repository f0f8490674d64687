using System.Net.Http.Json;

namespace Rondo.Http.Resilience;

/// <summary>Which requests can be sent more than once.</summary>
internal static class RepeatableRequest
{
    /// <summary>RFC 9110, section 9.2.2.</summary>
    internal static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Put || method == HttpMethod.Delete
        || method == HttpMethod.Options || method == HttpMethod.Trace;

    /// <summary>Whether the body can be sent again after it was sent. A content of an unknown type cannot.</summary>
    internal static bool CanRepeat(HttpContent? content) => IsInMemory(content) || content switch
    {
        StreamContent stream => stream.ReadAsStream().CanSeek,
        MultipartContent parts => parts.All(CanRepeat),
        _ => false,
    };

    /// <summary>Whether the body can be sent twice at the same time.</summary>
    internal static bool IsInMemory(HttpContent? content) => content is null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent;

    internal static HttpRequestMessage Clone(HttpRequestMessage request)
    {
        var clone = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Content = request.Content,
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
        };
        foreach (var (name, values) in request.Headers.NonValidated)
            clone.Headers.TryAddWithoutValidation(name, values);
        foreach (var (key, value) in request.Options)
            ((IDictionary<string, object?>)clone.Options)[key] = value;
        return clone;
    }
}
