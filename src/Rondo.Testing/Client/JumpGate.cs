using System.Diagnostics;
using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo.Testing.Client;

/// <summary>
/// Keeps virtual time from jumping while the thread pool works: Kestrel and much of ASP.NET hop there and back, and nobody
/// counts those hops one by one. Per loop, while it has test clients.
/// </summary>
/// <remarks>
/// Sound when the pool comes to rest: a hop that began on the loop is queued or running until it has posted back, so that
/// nothing queued and then nobody working means that nothing is on its way. Other tests may keep the pool busy or block its
/// threads; therefore the wait is bounded: by <see cref="Patience"/>, and by <see cref="Standstill"/> while no work is completed.
/// </remarks>
internal sealed class JumpGate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Standstill = TimeSpan.FromMilliseconds(50);
    private static readonly ConditionalWeakTable<Scheduler, JumpGate> s_gates = [];

    private int _users;
    private long _waitingSince;
    private long _progressAt;
    private long _completed;
    private int _blocked;

    /// <summary>On the loop's thread; undone by disposing of the result there.</summary>
    internal static void Enter(Scheduler scheduler)
    {
        var gate = s_gates.GetOrCreateValue(scheduler);
        if (gate._users++ == 0)
            scheduler.MayJump = gate.MayJump;
    }

    internal static void Leave(Scheduler scheduler)
    {
        if (s_gates.TryGetValue(scheduler, out var gate) && --gate._users == 0)
            scheduler.MayJump = null;
    }

    private bool MayJump()
    {
        // In this order: what was running when nothing was queued is either still running or has posted.
        var queued = ThreadPool.PendingWorkItemCount;
        var working = Working();
        _blocked = Math.Min(_blocked, working);
        if (queued == 0 && working <= _blocked)
        {
            _waitingSince = 0;
            return true;
        }

        var now = Stopwatch.GetTimestamp();
        var completed = ThreadPool.CompletedWorkItemCount;
        if (_waitingSince == 0)
            _waitingSince = _progressAt = now;
        if (completed != _completed)
            (_completed, _progressAt) = (completed, now);
        var standsStill = queued == 0 && Stopwatch.GetElapsedTime(_progressAt, now) > Standstill;
        if (!standsStill && Stopwatch.GetElapsedTime(_waitingSince, now) < Patience)
            return false;
        if (standsStill)
            _blocked = working; // somebody blocks these threads: no reason to wait for them again
        _waitingSince = 0;
        return true;
    }

    private static int Working()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return most - available;
    }
}
