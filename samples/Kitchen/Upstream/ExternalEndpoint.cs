using System.Text.Json;

namespace Kitchen.Upstream;

internal static class ExternalEndpoint
{
    /// <summary>Another service's answer, fetched without blocking the loop.</summary>
    [Get("/external")]
    internal static Task<JsonElement> Get(UpstreamService upstream) => upstream.GetAsync<JsonElement>("json");
}
