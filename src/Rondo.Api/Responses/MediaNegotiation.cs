using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Rondo.Api.Responses;

/// <summary>Which of the media types on offer a client wants (RFC 9110, 12.5.1).</summary>
internal static class MediaNegotiation
{
    /// <summary>The offer of the highest quality, the first among equals; null if none is acceptable.</summary>
    internal static string? Choose(HttpRequest request, ReadOnlySpan<string> offers)
    {
        var header = request.Headers.Accept;
        if (header.Count == 0)
            return offers[0];
        if (!MediaTypeHeaderValue.TryParseList(header, out var accepted) || accepted.Count == 0)
            return offers[0]; // a header that says nothing, or nothing that can be understood, rules nothing out
        string? best = null;
        var highest = 0.0;
        foreach (var offer in offers)
        {
            var quality = QualityOf(offer, accepted);
            if (quality > highest)
                (best, highest) = (offer, quality);
        }

        return best;
    }

    /// <summary>Returns the quality that the most specific range gives to the type.</summary>
    private static double QualityOf(string offer, IList<MediaTypeHeaderValue> accepted)
    {
        var type = new MediaTypeHeaderValue(offer);
        var (quality, specificity) = (0.0, -1);
        foreach (var range in accepted)
        {
            var specific = range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
            var covers = range.MatchesAllTypes
                || (range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase)
                    && (range.MatchesAllSubTypes || range.SubType.Equals(type.SubType, StringComparison.OrdinalIgnoreCase)));
            if (covers && specific > specificity)
                (quality, specificity) = (range.Quality ?? 1, specific);
        }

        return quality;
    }
}
