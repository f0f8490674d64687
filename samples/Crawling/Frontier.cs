namespace Crawling;

/// <summary>The addresses that wait, by host. Each address is taken once; hosts take turns, and a busy host holds up no other.</summary>
internal sealed class Frontier(CrawlOptions options)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _authorities = new(options.Hosts, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Host> _hosts = new(StringComparer.Ordinal);
    private readonly List<Host> _turns = [];
    private int _turn;

    internal int Waiting => _turns.Sum(static host => host.Waiting.Count);

    /// <summary>Returns whether the crawl visits the host of an address.</summary>
    internal bool Includes(Uri address) => PageAddress.IsWeb(address) && _authorities.Contains(address.Authority);

    /// <summary>Adds an address, unless it was added before or is on another host.</summary>
    internal void Add(Target target)
    {
        if (Includes(target.Address) && _seen.Add(target.Address.AbsoluteUri))
            HostOf(target.Address).Waiting.Enqueue(target);
    }

    /// <summary>Takes an address of a host that may be asked.</summary>
    internal bool TryTake(out Target target, out Host host)
    {
        for (var i = 0; i < _turns.Count; i++)
        {
            host = _turns[(_turn + i) % _turns.Count];
            if (!host.HasTurn)
                continue;
            _turn += i + 1;
            target = host.Waiting.Dequeue();
            return true;
        }

        (target, host) = (default, null!);
        return false;
    }

    private Host HostOf(Uri address)
    {
        var origin = address.GetLeftPart(UriPartial.Authority);
        if (!_hosts.TryGetValue(origin, out var host))
        {
            _hosts[origin] = host = new Host(options);
            _turns.Add(host);
        }

        return host;
    }
}
