using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Kitchen.Scraping;

/// <summary>The hosts that may be crawled. Without a list a caller could make this program visit services that only it can reach.</summary>
internal sealed class ScrapeHosts(KitchenOptions options, IServer server)
{
    /// <exception cref="Forbidden">The host is not listed.</exception>
    /// <exception cref="BadRequest">The address is not one of the web.</exception>
    internal void Check(Uri address)
    {
        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
            throw new BadRequest($"The url '{address}' is not one of the web: begin it with http:// or https://.");
        if (!(options.ScrapeHosts is { Count: > 0 } listed ? listed : Self()).Contains(address.Authority, StringComparer.OrdinalIgnoreCase))
            throw new Forbidden(
                $"The host '{address.Authority}' may not be crawled. Start Kitchen with --scrape-hosts {address.Authority} to allow it.");
    }

    private IEnumerable<string> Self()
    {
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var own))
                continue;
            yield return own.Authority;
            if (own.IsLoopback || own.Host is "0.0.0.0" or "[::]")
            {
                foreach (var name in new[] { "localhost", "127.0.0.1", "[::1]" })
                    yield return new UriBuilder(own) { Host = name }.Uri.Authority;
            }
        }
    }
}
