using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Rondo.Server.Loops;

/// <summary>The loops of one server, started when first needed and ended with the host's services.</summary>
internal sealed class LoopPool : ServerLoops, IAsyncDisposable, IDisposable
{
    private readonly ILogger _logger;
    private readonly RondoServerOptions _settings;
    private readonly LentLoop _lent;
    private readonly IMeterFactory _meters;
    private readonly Lock _starting = new();
    private EventLoopGroup? _group;
    private EventLoopGroup? _acceptors;
    private volatile LoopSlot[]? _slots;

    public LoopPool(IOptions<RondoServerOptions> options, ILoggerFactory loggers, LentLoop lent, IMeterFactory meters)
    {
        _settings = options.Value;
        _settings.Validate();
        _logger = GuardedLogger.Create(loggers);
        (_lent, _meters) = (lent, meters);
    }

    /// <summary>The loops have ended, and all that ran on them.</summary>
    internal event Action? Ended;

    public override IReadOnlyList<EventLoop> Loops => [.. All().Select(slot => slot.Loop)];

    public override IReadOnlyList<int> Connections => [.. All().Select(slot => slot.Connections)];

    public override IReadOnlyList<long> Requests => [.. All().Select(slot => slot.Requests)];

    /// <summary>The loop that listeners accept on.</summary>
    internal EventLoop Acceptor => All() is var slots && _acceptors is null ? slots[0].Loop : _acceptors!.Loops[0];

    internal IReadOnlyList<LoopSlot> Slots => All();

    internal LoopSlot? SlotOf(EventLoop loop) => Array.Find(All(), slot => slot.Loop == loop);

    public async ValueTask DisposeAsync()
    {
        if (_acceptors is not null)
            await _acceptors.DisposeAsync().ConfigureAwait(false);
        if (_group is not null)
            await _group.DisposeAsync().ConfigureAwait(false);
        Ended?.Invoke();
    }

    /// <summary>For containers that dispose synchronously; not on a loop.</summary>
    public void Dispose()
    {
        if (_group is not null)
            DisposeAsync().AsTask().GetAwaiter().GetResult(); // the contract of IDisposable: done when it returns
    }

    /// <summary>Started when first asked for: by then it is known whether a test lends its own loop.</summary>
    private LoopSlot[] All()
    {
        if (_slots is { } slots)
            return slots;
        lock (_starting)
        {
            if (_slots is null)
                LoopMetrics.Publish(_meters, _slots = Start());
            return _slots;
        }
    }

    private LoopSlot[] Start()
    {
        if (_lent.Loop is { } lent)
            return [new LoopSlot(lent)];
        var loop = new EventLoopOptions
        {
            Name = _settings.Loop.Name,
            Driver = _settings.Loop.Driver,
            Clock = _settings.Loop.Clock,
            Seed = _settings.Loop.Seed,
            StallThreshold = _settings.Loop.StallThreshold,
            RefuseBlocking = _settings.Loop.RefuseBlocking,
            GracePeriod = _settings.Loop.GracePeriod,
            HardDeadline = _settings.Loop.HardDeadline,
            Stalled = _settings.Loop.Stalled ?? LogStall,
            UnhandledException = _settings.Loop.UnhandledException ?? LogUnhandled,
        };
        _group = new EventLoopGroup(new EventLoopGroupOptions { Count = _settings.Loops, Loop = loop });
        // With one loop there is nobody to balance between: it accepts for itself.
        if (_settings.Loops > 1)
            _acceptors = new EventLoopGroup(
                new EventLoopGroupOptions
                {
                    Count = 1,
                    Loop = new EventLoopOptions
                    {
                        Name = "accept",
                        Driver = _settings.Loop.Driver,
                        StallThreshold = loop.StallThreshold,
                        Stalled = loop.Stalled,
                        UnhandledException = loop.UnhandledException
                    }
                });
        LoopSlot[] slots = [.. _group.Loops.Select(each => new LoopSlot(each))];
        ServerLog.Started(_logger, slots.Length, slots[0].Loop.DriverName, slots[0].Loop.DriverReason);
        return slots;
    }

    private void LogStall(StallReport report) => ServerLog.Stalled(_logger, report.ToString());

    private void LogUnhandled(EventLoop loop, Exception exception) => ServerLog.Unhandled(_logger, loop.Name, exception);
}
