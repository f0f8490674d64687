using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Tasks;

/// <summary>One task in a <see cref="ParkingLot{TState, TResult}"/>; pooled per loop thread.</summary>
internal sealed class ParkedTask<TState, TResult> : Operation, IValueTaskSource<TResult>, IValueTaskSource
{
    private const int PoolLimit = 1024;

    [ThreadStatic]
    private static ParkedTask<TState, TResult>? t_pool;

    [ThreadStatic]
    private static int t_pooled;

    /// <summary>Null once it is unparked, and for a wait that passes.</summary>
    internal ParkingLot<TState, TResult>? Lot;
    internal ParkedTask<TState, TResult>? Earlier;
    internal ParkedTask<TState, TResult>? Later;
    internal TState State = default!;

    private TResult _result = default!;

    internal static ParkedTask<TState, TResult> Take()
    {
        var parked = t_pool;
        if (parked is null)
            return new ParkedTask<TState, TResult>();
        t_pool = parked.Later;
        t_pooled--;
        parked.Later = null;
        return parked;
    }

    internal void Start(CancelContext context) => Begin(context);

    internal void Succeed(TResult result)
    {
        _result = result;
        Succeed();
    }

    /// <summary>From here on nothing but <see cref="Succeed(TResult)"/> or Fail ends the wait.</summary>
    internal void MakeUncancelable()
    {
        var scheduler = Scheduler;
        Context!.Unregister(this);
        scheduler.Uncancelable.Register(this);
    }

    protected override void OnCancel()
    {
        Lot!.Remove(this);
        FailCanceled();
    }

    protected override void Recycle()
    {
        State = default!;
        Context = null; // a pooled wait must not keep the scope of its last one alive
        if (t_pooled >= PoolLimit)
            return;
        Later = t_pool;
        t_pool = this;
        t_pooled++;
    }

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        var result = _result;
        if (Version == token && !IsPending)
            _result = default!;
        End(token);
        return result;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _result = default!;
        End(token);
    }
}
