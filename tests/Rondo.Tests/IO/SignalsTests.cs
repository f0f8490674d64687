using System.Runtime.InteropServices;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Signals: those whose usual effect is none, sent to this process itself.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[Collection("signals")] // they reach every watcher in the process
public class SignalsTests
{
    private const int SigCont = 18;
    private const int SigWinch = 28;

    [LoopFact]
    public async Task A_signal_arrives_on_the_loop()
    {
        var home = Environment.CurrentManagedThreadId;
        using var signals = new Signals(PosixSignal.SIGCONT);
        Raise(SigCont);
        Assert.Equal(PosixSignal.SIGCONT, await signals.NextAsync());
        Assert.Equal(home, Environment.CurrentManagedThreadId);
    }

    [LoopFact]
    public Task A_task_that_waits_is_woken() => TaskGroup.RunAsync(async group =>
    {
        using var signals = new Signals(PosixSignal.SIGCONT, PosixSignal.SIGWINCH);
        var waiting = group.Start(async () => await signals.NextAsync());
        Assert.False(waiting.IsCompleted);
        Raise(SigWinch);
        Assert.Equal(PosixSignal.SIGWINCH, await waiting);
    });

    [LoopFact]
    public async Task Signals_can_be_enumerated()
    {
        using var signals = new Signals(PosixSignal.SIGCONT, PosixSignal.SIGWINCH);
        var seen = new List<PosixSignal>();
        Raise(SigCont);
        await foreach (var signal in signals.ReadAllAsync())
        {
            seen.Add(signal);
            if (seen.Count == 4)
                break;
            Raise(signal == PosixSignal.SIGCONT ? SigWinch : SigCont);
        }

        Assert.Equal([PosixSignal.SIGCONT, PosixSignal.SIGWINCH, PosixSignal.SIGCONT, PosixSignal.SIGWINCH], seen);
    }

    [LoopFact]
    public async Task A_platform_signal_by_number()
    {
        const int sigUsr1 = 10;
        using var signals = new Signals((PosixSignal)sigUsr1);
        Raise(sigUsr1);
        Assert.Equal((PosixSignal)sigUsr1, await signals.NextAsync());
    }

    [LoopFact]
    public async Task A_wait_can_be_cancelled()
    {
        Assert.True(await InFlight.CancelAsync(() => Signals.WaitAsync(PosixSignal.SIGWINCH)));
        using var signals = new Signals(PosixSignal.SIGWINCH);
        Assert.True(await InFlight.CancelAsync(async () => await signals.NextAsync()));
        using var source = new CancellationTokenSource();
        EventLoop.Current.Post(source.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in signals.ReadAllAsync(source.Token))
                Assert.Fail("No signal was sent.");
        });
        Raise(SigWinch);
        Assert.Equal(PosixSignal.SIGWINCH, await signals.NextAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task Waiting_for_a_signal_does_not_hold_a_virtual_clock() =>
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromHours(1), () => Signals.WaitAsync(PosixSignal.SIGWINCH)));

    [LoopFact]
    public Task Misuse_is_named() => TaskGroup.RunAsync(async group =>
    {
        Assert.Throws<ArgumentException>(() => new Signals());
        Assert.ThrowsAny<Exception>(() => new Signals((PosixSignal)9));
        var signals = new Signals(PosixSignal.SIGWINCH);
        var waiting = group.Start(() => Assert.ThrowsAsync<ObjectDisposedException>(async () => await signals.NextAsync()));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await signals.NextAsync());
        Assert.Equal("These signals are busy: a second task waits for the next one. Let one task at a time wait.", failure.Message);
        signals.Dispose();
        signals.Dispose();
        await waiting;
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await signals.NextAsync());
    });

    private static void Raise(int signal) => Assert.Equal(0, Kill(Environment.ProcessId, signal));

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
