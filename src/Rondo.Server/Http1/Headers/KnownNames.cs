using System.Text;
using Microsoft.Net.Http.Headers;

namespace Rondo.Server.Http1.Headers;

/// <summary>
/// The names of fields that clients send: found by their bytes in any case, so that they need no new string, in their usual spelling.
/// </summary>
internal static class KnownNames
{
    private const int Buckets = 256;

    private static readonly string[][] s_buckets = Build();

    /// <summary>The name as everybody knows it; null if nobody does.</summary>
    internal static string? Find(ReadOnlySpan<byte> name)
    {
        foreach (var known in s_buckets[Bucket(name.Length, name[0], name[^1])])
        {
            if (known.Length == name.Length && Ascii.EqualsIgnoreCase(name, known))
                return known;
        }

        return null;
    }

    private static int Bucket(int length, int first, int last) => (length + ((first | 0x20) * 7) + ((last | 0x20) * 31)) & (Buckets - 1);

    private static string[][] Build()
    {
        string[] names =
        [
            HeaderNames.Accept, HeaderNames.AcceptCharset, HeaderNames.AcceptEncoding, HeaderNames.AcceptLanguage,
            HeaderNames.AccessControlRequestHeaders, HeaderNames.AccessControlRequestMethod, HeaderNames.Authorization, HeaderNames.Baggage,
            HeaderNames.CacheControl, HeaderNames.Connection, HeaderNames.ContentEncoding, HeaderNames.ContentLength,
            HeaderNames.ContentType,
            HeaderNames.Cookie, HeaderNames.CorrelationContext, HeaderNames.Date, HeaderNames.Expect, HeaderNames.From,
            HeaderNames.GrpcAcceptEncoding, HeaderNames.GrpcEncoding, HeaderNames.GrpcTimeout, HeaderNames.Host, HeaderNames.IfMatch,
            HeaderNames.IfModifiedSince, HeaderNames.IfNoneMatch, HeaderNames.IfRange, HeaderNames.IfUnmodifiedSince, HeaderNames.KeepAlive,
            HeaderNames.MaxForwards, HeaderNames.Origin, HeaderNames.Pragma, HeaderNames.ProxyAuthorization, HeaderNames.Range,
            HeaderNames.Referer, HeaderNames.RequestId, HeaderNames.SecWebSocketExtensions, HeaderNames.SecWebSocketKey,
            HeaderNames.SecWebSocketProtocol, HeaderNames.SecWebSocketVersion, HeaderNames.TE, HeaderNames.TraceParent,
            HeaderNames.TraceState,
            HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Translate, HeaderNames.Upgrade,
            HeaderNames.UpgradeInsecureRequests,
            HeaderNames.UserAgent, HeaderNames.Via, HeaderNames.Warning, HeaderNames.XRequestedWith, HeaderNames.DNT,
            "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "X-API-Key", "Sec-Fetch-Site", "Sec-Fetch-Mode",
            "Sec-Fetch-Dest", "Sec-Fetch-User", "sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "Last-Event-ID",
            "Forwarded", "Priority",
        ];
        return [.. Enumerable.Range(0, Buckets)
            .Select(bucket => names.Where(name => Bucket(name.Length, name[0], name[^1]) == bucket).ToArray())];
    }
}
