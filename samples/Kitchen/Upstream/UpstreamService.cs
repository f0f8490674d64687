using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Http;

namespace Kitchen.Upstream;

/// <summary>The other service that this one calls: by default itself.</summary>
internal sealed class UpstreamService(KitchenOptions options, IServer server, LoopHttpClients clients)
{
    internal const string DeadlineHeader = "X-Deadline-Ms";

    private Uri? _base;

    /// <summary>Gets its address, which ends with a slash.</summary>
    /// <exception cref="BadGateway">Kitchen is its own upstream, and has no address that it can call.</exception>
    internal Uri Base => _base ??= options.Upstream ?? Self();

    /// <summary>Gets JSON, over the calling loop's own connections.</summary>
    /// <param name="path">The path below the base.</param>
    /// <param name="due">The caller's deadline on the loop's clock. The upstream is told how many milliseconds are left.</param>
    /// <exception cref="BadGateway">The upstream cannot be reached, or answers something else.</exception>
    internal async Task<T> GetAsync<T>(string path, DateTimeOffset? due = null)
    {
        var address = new Uri(Base, path);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (due is { } end)
        {
            var left = Math.Max(1, (long)(end - EventLoop.Current.Clock.GetUtcNow()).TotalMilliseconds);
            request.Headers.Add(DeadlineHeader, left.ToString(CultureInfo.InvariantCulture));
        }

        try
        {
            using var response = await clients.Current.SendAsync(request);
            return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<T>()
                ?? throw new BadGateway($"{address} answered null.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new BadGateway($"{address} failed: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new BadGateway($"{address} did not answer with the JSON that was asked for.", exception);
        }
    }

    private Uri Self()
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault(
            static address => address.StartsWith("http://", StringComparison.Ordinal)
            && !address.Contains("//unix:", StringComparison.Ordinal))
            ?? throw new BadGateway(
                $"Kitchen can call itself only over a plain http address, and listens on "
                    + $"{string.Join(", ", addresses)}: give it an --upstream.");
        return new Uri(
            address.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//[::]", "//[::1]", StringComparison.Ordinal) + "/");
    }
}
