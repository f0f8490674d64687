using System.Runtime.InteropServices;

namespace Rondo;

/// <summary>
/// SIGINT and SIGTERM while a program runs: the first cancels it, the second has its usual effect. A process whose program was
/// cancelled so ends with the
/// exit code that a shell expects, and without a stack trace.
/// </summary>
/// <remarks>
/// The exit is decided where no code has caught the exception, rather than in <see cref="EventLoop"/>'s Run: code around it may catch
/// the cancellation and continue, as Python's may catch KeyboardInterrupt around asyncio.run.
/// </remarks>
internal sealed class Interrupt : IDisposable
{
    /// <summary>The number of the process's first signal; 0 before.</summary>
    private static int s_number;

    private readonly Action<CancelReason> _cancel;
    private readonly PosixSignalRegistration[] _registrations;
    private int _seen;

    static Interrupt() => AppDomain.CurrentDomain.UnhandledException += static (_, arguments) =>
    {
        // Tasks and AggregateException may have wrapped it on its way.
        var exception = (arguments.ExceptionObject as Exception)?.GetBaseException();
        if (s_number != 0 && exception is ScopeCanceledException { Reason.Kind: CancelKind.Signal })
            Environment.Exit(128 + s_number);
    };

    /// <param name="cancel">Cancels the program. Called on a thread of the pool.</param>
    internal Interrupt(Action<CancelReason> cancel)
    {
        _cancel = cancel;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _seen) > 1)
            return;
        context.Cancel = true;
        Interlocked.CompareExchange(ref s_number, context.Signal == PosixSignal.SIGINT ? 2 : 15, 0);
        _cancel(new CancelReason(CancelKind.Signal, $"the process received {context.Signal}"));
    }
}
