using System.Net;

namespace Rondo.Web.Tests.Differential;

/// <summary>Stock Kestrel and Rondo, side by side, for all exchanges of a class.</summary>
public class Pair : IAsyncLifetime
{
    private readonly WebApplication _kestrel = DifferentialApp.Build(rondo: false);
    private readonly WebApplication _rondo;

    public Pair()
        : this(null)
    {
    }

    protected Pair(string? driver) => _rondo = DifferentialApp.Build(rondo: true, driver);

    internal IPEndPoint Kestrel { get; private set; } = null!;

    internal IPEndPoint Rondo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _kestrel.StartAsync();
        await _rondo.StartAsync();
        (Kestrel, Rondo) = (DifferentialApp.EndPoint(_kestrel), DifferentialApp.EndPoint(_rondo));
    }

    public async ValueTask DisposeAsync()
    {
        await _kestrel.StopAsync();
        await _rondo.StopAsync();
        await _kestrel.DisposeAsync();
        await _rondo.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal static async Task<string> AskAsync(IPEndPoint server, Exchange exchange) => await Conversation.HoldAsync(await TcpWire.ConnectAsync(server), exchange);
}
