using Rondo.Core;

namespace Rondo.Diagnostics;

/// <summary>
/// One thread for the process that notices steps which hold a loop for too long. It samples while any loop is busy and
/// sleeps while all are idle, so that idle loops cost no wakeups.
/// </summary>
internal static class StallWatchdog
{
    private static readonly Lock s_gate = new();
    private static readonly AutoResetEvent s_busy = new(false);
    private static Watched[] s_watched = [];
    private static Thread? s_thread;
    private static int s_parked;

    internal static IEnumerable<IObservedLoop> Loops => Volatile.Read(ref s_watched).Select(static watched => watched.Loop);

    internal static void Watch(IObservedLoop loop)
    {
        lock (s_gate)
        {
            s_watched = [.. s_watched, new Watched(loop)];
            Scheduler.BecameBusy = Unpark;
            if (s_thread is null)
            {
                s_thread = new Thread(Run) { IsBackground = true, Name = "rondo-watchdog" };
                s_thread.UnsafeStart();
                LoopMeter.Publish();
            }
        }

        s_busy.Set();
    }

    internal static void Forget(IObservedLoop loop)
    {
        lock (s_gate)
            s_watched = Array.FindAll(s_watched, watched => watched.Loop != loop);
    }

    private static void Unpark()
    {
        if (Volatile.Read(ref s_parked) != 0 && Interlocked.Exchange(ref s_parked, 0) != 0)
            s_busy.Set();
    }

    private static void Run()
    {
        var idleRounds = 0;
        while (true)
        {
            var watched = Volatile.Read(ref s_watched);
            var period = TimeSpan.FromMilliseconds(500);
            var busy = false;
            foreach (var one in watched)
            {
                busy |= one.TrySample();
                if (one.Loop.StallThreshold > TimeSpan.Zero && one.Loop.StallThreshold / 4 < period)
                    period = one.Loop.StallThreshold / 4;
            }

            idleRounds = busy ? 0 : idleRounds + 1;
            if (idleRounds < 4)
            {
                s_busy.WaitOne(period);
                continue;
            }

            Volatile.Write(ref s_parked, 1);
            Interlocked.MemoryBarrier();
            if (!Array.Exists(watched, one => one.Loop.Scheduler.IsBusy))
                s_busy.WaitOne();
            Volatile.Write(ref s_parked, 0);
            idleRounds = 0;
        }
    }

    private sealed class Watched(IObservedLoop loop)
    {
        private long _steps = -1;
        private long _sampled;
        private ThreadUsage _usage;
        private TimeSpan _held;
        private TimeSpan _reported;
        private TimeSpan _next;
        private string _step = "";

        internal IObservedLoop Loop { get; } = loop;

        /// <summary>
        /// Samples the loop, whatever happens: the thread serves every loop of the process, and an exception that escaped would end it.
        /// </summary>
        internal bool TrySample()
        {
            try
            {
                return Sample();
            }
            catch (Exception exception)
            {
                ErrorOutput.Write($"Rondo: the stall report of the loop '{Loop.Name}' failed; please report this. {exception}");
                return true;
            }
        }

        /// <summary>Compares the loop with the last sample; true if it is busy.</summary>
        private bool Sample()
        {
            var scheduler = Loop.Scheduler;
            var steps = Volatile.Read(ref scheduler.Steps);
            var now = System.Diagnostics.Stopwatch.GetTimestamp();
            if (!scheduler.IsBusy || scheduler.RunningCallback is null || steps != _steps)
            {
                ReportEnd();
                _steps = steps;
                _sampled = now;
                _held = _reported = TimeSpan.Zero;
                _next = Loop.StallThreshold;
                _usage = scheduler.RunningCallback is null ? default : ThreadUsage.Of(Loop.ThreadId);
                return scheduler.IsBusy;
            }

            var usage = ThreadUsage.Of(Loop.ThreadId);
            _held += usage.HeldSince(_usage, System.Diagnostics.Stopwatch.GetElapsedTime(_sampled, now));
            (_sampled, _usage) = (now, usage);
            if (_next > TimeSpan.Zero && _held >= _next)
                Report(steps);
            return true;
        }

        private void Report(long steps)
        {
            // First, so that a description that throws is not asked for again at once.
            while (_next <= _held)
                _next *= 2;
            var scheduler = Loop.Scheduler;
            var step = scheduler.RunningSubject?.DescribeStall() ?? StepNames.Describe(scheduler.RunningCallback, scheduler.RunningState);
            var detail = NativeThread.Describe(Loop.ThreadId, out var waitsInDriver);
            // The loop runs on while it is looked at: the names may be those of a later step, and the thread may wait for its next one.
            if (waitsInDriver)
                return;
            if (!IsStillIn(steps))
                (step, detail) = ("a step that has just ended", null);
            var isFirst = _reported == TimeSpan.Zero;
            (_reported, _step) = (_held, step);
            Loop.ReportStall(_held, step, detail, isNew: isFirst);
        }

        /// <summary>Says how long the stall was, unless the last report has said nearly that.</summary>
        private void ReportEnd()
        {
            if (_reported > TimeSpan.Zero && _held >= _reported * 1.25)
                Loop.ReportStallEnd(_held, _step);
        }

        private bool IsStillIn(long steps)
        {
            var scheduler = Loop.Scheduler;
            Interlocked.MemoryBarrier();
            return Volatile.Read(ref scheduler.Steps) == steps && scheduler.RunningCallback is not null;
        }
    }
}
