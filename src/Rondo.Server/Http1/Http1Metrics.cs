using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Rondo.Server.Transport;

namespace Rondo.Server.Http1;

/// <summary>The figures that ASP.NET Core documents for Kestrel's connections, for those that Kestrel does not see.</summary>
internal sealed class Http1Metrics
{
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _rejected;
    private readonly UpDownCounter<long> _upgraded;

    public Http1Metrics(IMeterFactory meters)
    {
        // The same name, version and tags: the same meter as Kestrel's.
        var meter = meters.Create("Microsoft.AspNetCore.Server.Kestrel");
        _active = meter.CreateUpDownCounter<long>(
            "kestrel.active_connections", unit: "{connection}",
            description: "Number of connections that are currently active on the server.");
        _duration = meter.CreateHistogram<double>(
            "kestrel.connection.duration", unit: "s", description: "The duration of connections on the server.");
        _rejected = meter.CreateCounter<long>(
            "kestrel.rejected_connections", unit: "{connection}",
            description: "Number of connections rejected by the server. Connections are rejected when the currently active "
                + "count exceeds the value configured with MaxConcurrentConnections.");
        _upgraded = meter.CreateUpDownCounter<long>(
            "kestrel.upgraded_connections", unit: "{connection}",
            description: "Number of HTTP connections that are currently upgraded (WebSockets). The number only tracks "
                + "HTTP/1.1 connections.");
    }

    internal long Opened(RondoConnection connection)
    {
        if (_active.Enabled)
            _active.Add(1, Tags(connection));
        return _duration.Enabled ? Stopwatch.GetTimestamp() : 0;
    }

    internal void Closed(Http1Connection connection, long started)
    {
        if (_active.Enabled)
            _active.Add(-1, Tags(connection.Raw));
        if (!_duration.Enabled || started == 0)
            return;
        var tags = new List<KeyValuePair<string, object?>>(Tags(connection.Raw));
        connection.AddTags(tags);
        _duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, CollectionsMarshal.AsSpan(tags));
    }

    internal void Rejected(RondoConnection connection)
    {
        if (_rejected.Enabled)
            _rejected.Add(1, Tags(connection));
    }

    internal void Upgraded(RondoConnection connection, int change)
    {
        if (_upgraded.Enabled)
            _upgraded.Add(change, Tags(connection));
    }

    private static TagList Tags(RondoConnection connection)
    {
        var tags = new TagList();
        if (connection.LocalEndPoint is IPEndPoint local)
        {
            tags.Add("server.address", local.Address.ToString());
            tags.Add("server.port", local.Port);
            tags.Add("network.type",
                local.AddressFamily == AddressFamily.InterNetworkV6 && !local.Address.IsIPv4MappedToIPv6 ? "ipv6" : "ipv4");
            tags.Add("network.transport", "tcp");
        }
        else
        {
            tags.Add("server.address", connection.LocalEndPoint?.ToString());
            tags.Add("network.transport", "unix");
        }

        return tags;
    }
}
