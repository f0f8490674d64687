using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Http;

namespace Kitchen.Upstream;

/// <summary>The other service that this one calls: by default itself.</summary>
public sealed class UpstreamService(KitchenOptions options, IServer server, LoopHttpClients clients)
{
    private Uri? _base;

    /// <summary>The client of the calling loop; its connections live on that loop.</summary>
    public HttpClient Client => clients.Current;

    /// <summary>The address of a path of the upstream.</summary>
    public Uri Address(string path) => new(_base ??= options.Upstream ?? Self(), path);

    private Uri Self()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(static address => address.StartsWith("http://", StringComparison.Ordinal) && !address.Contains("//unix:", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"Kitchen can call itself only over a plain http address, and listens on {string.Join(", ", addresses)}: give it an --upstream.");
        return new Uri(address.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//[::1]", StringComparison.Ordinal) + "/");
    }
}
