using Rondo.Web.Tests.Differential.Cases;

namespace Rondo.Web.Tests.Differential;

/// <summary>All that is sent to both servers.</summary>
internal static class Exchanges
{
    internal static readonly IReadOnlyList<Exchange> All =
    [
        .. RequestLines.All, .. Targets.All, .. HeaderFields.All, .. Hosts.All, .. ContentLengths.All, .. Chunks.All, .. ChunkErrors.All, .. Continues.All,
        .. Heads.All, .. KeepAlives.All, .. Cases.Pipelines.All, .. Responses.All, .. Failures.All, .. Upgrades.All, .. Limits.All, .. Bodies.All, .. Features.All,
    ];

    internal static readonly IReadOnlyDictionary<string, Exchange> ByName = All.DistinctBy(static exchange => exchange.Name).ToDictionary(static exchange => exchange.Name);

    internal static string Get(string target, string headers = "") => $"GET {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n";

    internal static string Post(string target, string headers, string body) => $"POST {target} HTTP/1.1\r\nHost: a\r\n{headers}\r\n{body}";

    internal static string Chunked(string target, string body) => Post(target, "Transfer-Encoding: chunked\r\n", body);
}
