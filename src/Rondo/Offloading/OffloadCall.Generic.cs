using System.Runtime.ExceptionServices;
using Rondo.Core;
using Rondo.Sync;

namespace Rondo.Offloading;

/// <inheritdoc/>
internal sealed class OffloadCall<T>(EventLoop loop, Func<CancellationToken, T> function, CapacityLimiter.Token permit) : OffloadCall(loop)
{
    private readonly ParkingLot<bool, bool> _lot = new("Offload");
    private CancellationToken _token;
    private ExecutionContext? _context;
    private T? _result;
    private ExceptionDispatchInfo? _failure;

    internal async Task<T> RunAsync(CancellationToken token, bool abandonOnCancel)
    {
        _token = token;
        _context = ExecutionContext.Capture();
        BeginExternal();
        try
        {
            WorkerThread.Run(Work);
        }
        catch
        {
            // No thread, so nothing ends the call later.
            EndExternal();
            permit.Dispose();
            throw;
        }

        try
        {
            await (abandonOnCancel ? _lot.ParkAsync(false) : _lot.ParkShieldedAsync(false));
        }
        catch (OperationCanceledException)
        {
            Abandon();
            throw;
        }

        _failure?.Throw();
        return _result!;
    }

    protected override void Invoke()
    {
        try
        {
            _result = function(_token);
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Work()
    {
        OffloadMeter.AddRunning(1);
        if (_context is null)
            RunHere();
        else
            ExecutionContext.Run(_context, static call => ((OffloadCall<T>)call!).RunHere(), this);
        OffloadMeter.AddRunning(-1);
        // In this order: the clock must not jump before the outcome is in the loop's queue.
        Loop.Scheduler.TryPost((Action)Finish, null, WorkKind.Action);
        EndExternal();
    }

    private void Finish()
    {
        permit.Dispose();
        _lot.TryUnpark(true);
    }
}
