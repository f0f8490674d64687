using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Server.Transport;

namespace Rondo.Server;

/// <summary>The loops of one server, started with the first listener and ended with the host's services.</summary>
internal sealed class LoopPool : ServerLoops, IAsyncDisposable, IDisposable
{
    private readonly ILogger _logger;
    private readonly EventLoopGroup _group;
    private readonly EventLoopGroup? _acceptors;
    private readonly LoopSlot[] _slots;

    public LoopPool(IOptions<RondoServerOptions> options, ILoggerFactory loggers)
    {
        var settings = options.Value;
        settings.Validate();
        _logger = loggers.CreateLogger("Rondo.Server");
        var loop = new EventLoopOptions
        {
            Name = settings.Loop.Name,
            Driver = settings.Loop.Driver,
            Clock = settings.Loop.Clock,
            Seed = settings.Loop.Seed,
            StallThreshold = settings.Loop.StallThreshold,
            RefuseBlocking = settings.Loop.RefuseBlocking,
            GracePeriod = settings.Loop.GracePeriod,
            HardDeadline = settings.Loop.HardDeadline,
            Stalled = settings.Loop.Stalled ?? LogStall,
            UnhandledException = settings.Loop.UnhandledException ?? LogUnhandled,
        };
        _group = new EventLoopGroup(new EventLoopGroupOptions { Count = settings.Loops, Loop = loop });
        // With one loop there is nobody to balance between: it accepts for itself.
        if (settings.Loops > 1)
            _acceptors = new EventLoopGroup(new EventLoopGroupOptions { Count = 1, Loop = new EventLoopOptions { Name = "accept", Driver = settings.Loop.Driver, UnhandledException = loop.UnhandledException } });
        _slots = [.. _group.Loops.Select(each => new LoopSlot(each))];
        ServerLog.Started(_logger, _slots.Length, Loops[0].DriverName, Loops[0].DriverReason);
    }

    public override IReadOnlyList<EventLoop> Loops => _group.Loops;

    public override IReadOnlyList<int> Connections => [.. _slots.Select(slot => slot.Connections)];

    public override IReadOnlyList<long> Requests => [.. _slots.Select(slot => slot.Requests)];

    /// <summary>The loop that listeners accept on.</summary>
    internal EventLoop Acceptor => (_acceptors ?? _group).Loops[0];

    internal IReadOnlyList<LoopSlot> Slots => _slots;

    internal LoopSlot? SlotOf(EventLoop loop) => Array.Find(_slots, slot => slot.Loop == loop);

    public async ValueTask DisposeAsync()
    {
        if (_acceptors is not null)
            await _acceptors.DisposeAsync().ConfigureAwait(false);
        await _group.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>For containers that dispose synchronously; not on a loop.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void LogStall(StallReport report) => ServerLog.Stalled(_logger, report.ToString());

    private void LogUnhandled(EventLoop loop, Exception exception) => ServerLog.Unhandled(_logger, loop.Name, exception);
}
