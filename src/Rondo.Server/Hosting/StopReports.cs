using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Core;
using Rondo.Server.Loops;

namespace Rondo.Server.Hosting;

/// <summary>Names what a stop waits for, while it waits and when it waits no longer.</summary>
/// <remarks>On real time: a stop is the process's, whatever clock its loops have.</remarks>
internal sealed class StopReports(
    LoopPool pool, IOptions<HostOptions> host, IOptions<RondoServerOptions> server, ILoggerFactory loggers) : IHostedLifecycleService
{
    private const int Most = 5;

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(5);

    /// <summary>How long the loops may take to tell what is open on them.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly ILogger _logger = GuardedLogger.Create(loggers);
    private readonly long _timeout = (long)(host.Value.ShutdownTimeout - server.Value.DrainDelay).TotalMilliseconds;
    private ITimer? _timer;
    private CancellationTokenRegistration _deadline;
    private long _began;
    private bool _isCutOff;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        pool.Ended += End;
        _began = TimeProvider.System.GetTimestamp();
        _timer = TimeProvider.System.CreateTimer(_ => _ = ReportAsync(isEnd: false), null, s_first, s_period);
        _deadline = cancellationToken.UnsafeRegister(static self => _ = ((StopReports)self!).ReportAsync(isEnd: true), this);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void End()
    {
        _timer?.Dispose();
        _deadline.Dispose();
    }

    private async Task ReportAsync(bool isEnd)
    {
        var elapsed = TimeProvider.System.GetElapsedTime(_began);
        _isCutOff |= isEnd;
        var (work, silent) = await CollectAsync().ConfigureAwait(false);
        if (work.Count == 0 && silent.Count == 0)
            return;
        var open = Describe(work, silent);
        if (isEnd)
            ServerLog.StopCutOff(_logger, OpenWork.Seconds(elapsed), open);
        else if (_isCutOff)
            ServerLog.StopWaitsForIgnorant(_logger, OpenWork.Seconds(elapsed), open);
        else
            ServerLog.StopWaits(
                _logger, OpenWork.Seconds(elapsed), open,
                OpenWork.Seconds(TimeSpan.FromMilliseconds(Math.Max(0, _timeout - elapsed.TotalMilliseconds))));
    }

    /// <summary>Asks each loop on its thread. A loop that is blocked does not answer, and is named itself.</summary>
    private async Task<(IReadOnlyList<OpenWork> Work, IReadOnlyList<string> Silent)> CollectAsync()
    {
        List<(LoopSlot Slot, Task<List<OpenWork>> Work)> asked = [.. pool.Slots.Select(static slot => (slot, Ask(slot)))];
        Task all = Task.WhenAll(asked.Select(static each => each.Work));
        await all.WaitAsync(s_patience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (
            [.. asked.Where(static each => each.Work.IsCompletedSuccessfully)
                .SelectMany(static each => each.Work.GetAwaiter().GetResult())],
            [.. asked.Where(static each => !each.Work.IsCompleted).Select(static each => each.Slot.Loop.Name)]);
    }

    private static Task<List<OpenWork>> Ask(LoopSlot slot)
    {
        var answer = new TaskCompletionSource<List<OpenWork>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isPosted = slot.Loop.Scheduler.TryPost(
            (Action)(() =>
            {
                List<OpenWork> work = [];
                slot.Open.CopyTo(work);
                work.AddRange(
                    slot.Loop.RootGroup.RunningTasks.Where(static name => !name.StartsWith("accept ", StringComparison.Ordinal))
                    .Select(static name => new OpenWork(OpenWorkKind.Task, name, null)));
                answer.TrySetResult(work);
            }),
            null,
            WorkKind.Action);
        if (!isPosted)
            answer.TrySetResult([]);
        return answer.Task;
    }

    private static string Describe(IReadOnlyList<OpenWork> work, IReadOnlyList<string> silent)
    {
        List<string> counts =
        [
            .. from kind in new[] { (Kind: OpenWorkKind.Request, Name: "request"),
                (Kind: OpenWorkKind.WebSocket, Name: "WebSocket"), (Kind: OpenWorkKind.Task, Name: "background task") }
               let count = work.Count(each => each.Kind == kind.Kind)
               where count > 0
               select count == 1 ? $"1 {kind.Name}" : $"{count} {kind.Name}s",
            .. silent.Select(static name => $"the loop '{name}', which is blocked"),
        ];
        var oldest = work.OrderByDescending(static each => each.Age ?? TimeSpan.Zero).Take(Most).Select(static each => each.ToString());
        return string.Join(", ", counts)
            + (work.Count == 0 ? "" : $". {(work.Count > Most ? "The oldest" : "Open")}: {string.Join(", ", oldest)}");
    }
}
