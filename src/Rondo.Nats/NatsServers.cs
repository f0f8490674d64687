namespace Rondo.Nats;

/// <summary>The addresses of a cluster's servers.</summary>
internal sealed class NatsServers
{
    internal NatsServers(string url)
    {
        Url = url;
        List<string> shown = [];
        foreach (var each in url.Split(','))
        {
            if (!Uri.TryCreate(each.Trim(), UriKind.Absolute, out var address) || address.Host.Length == 0
                || address.Scheme is not ("nats" or "tls" or "ws" or "wss"))
            {
                throw new FormatException(
                    $"\"{Hide(each)}\" is no address of a NATS server. "
                    + "Use nats://host:port, or tls://host:port; separate several by commas.");
            }

            shown.Add($"{address.Scheme}://{address.Host}:{(address.Port < 0 ? 4222 : address.Port)}");
        }

        Shown = string.Join(", ", shown);
    }

    internal string Url { get; }

    /// <summary>The addresses without secrets.</summary>
    internal string Shown { get; }

    private static string Hide(string url) => url.Contains('@', StringComparison.Ordinal) ? "…" + url[url.LastIndexOf('@')..] : url;
}
