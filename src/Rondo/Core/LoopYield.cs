using System.ComponentModel;
using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo;

/// <summary>The awaitable of <see cref="EventLoop.Yield"/>: awaiting it lets everything else that is ready run once.</summary>
public readonly struct LoopYield
{
    /// <summary>Gets the awaiter; for the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
#pragma warning disable CA1822 // the compiler wants an instance method
    public Awaiter GetAwaiter()
#pragma warning restore CA1822
    {
        var scheduler = Scheduler.Current ?? throw NoLoop.Exception("EventLoop.Yield()");
        return new Awaiter(scheduler, CancelContext.For(scheduler));
    }

    /// <summary>The awaiter of a yield.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly Scheduler _scheduler;
        private readonly CancelContext _context;

        internal Awaiter(Scheduler scheduler, CancelContext context)
        {
            _scheduler = scheduler;
            _context = context;
        }

        /// <summary>True only where the yield is cancelled before it begins, so that it throws at once.</summary>
        public bool IsCompleted => _context.IsEffectivelyCanceled;

        /// <summary>Throws if the enclosing scope was cancelled before the yield began.</summary>
        public void GetResult()
        {
            if (_context.IsEffectivelyCanceled)
                throw _context.CreateException();
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) =>
            _scheduler.Ready.Enqueue(
                continuation, null, SynchronizationContext.Current is null ? WorkKind.Action : WorkKind.Action | WorkKind.Home);
    }
}
