using Rondo.Core;

namespace Rondo;

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

    internal static void Watch(EventLoop loop)
    {
        lock (s_gate)
        {
            s_watched = [.. s_watched, new Watched(loop)];
            Scheduler.BecameBusy = Unpark;
            if (s_thread is null)
            {
                s_thread = new Thread(Run) { IsBackground = true, Name = "rondo-watchdog" };
                s_thread.UnsafeStart();
            }
        }

        s_busy.Set();
    }

    internal static void Forget(EventLoop loop)
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
                if (one.Loop.Options.StallThreshold > TimeSpan.Zero && one.Loop.Options.StallThreshold / 4 < period)
                    period = one.Loop.Options.StallThreshold / 4;
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

    private sealed class Watched(EventLoop loop)
    {
        private long _steps = -1;
        private long _since;
        private bool _reported;

        internal EventLoop Loop { get; } = loop;

        /// <summary>Samples the loop, whatever happens: the thread serves every loop of the process, and an exception that escaped would end it.</summary>
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
                _steps = steps;
                _since = now;
                _reported = false;
                return scheduler.IsBusy;
            }

            var blocked = System.Diagnostics.Stopwatch.GetElapsedTime(_since, now);
            var threshold = Loop.Options.StallThreshold;
            if (!_reported && threshold > TimeSpan.Zero && blocked >= threshold)
            {
                _reported = true;
                var step = scheduler.RunningSubject?.DescribeStall() ?? StepNames.Describe(scheduler.RunningCallback, scheduler.RunningState);
                // The loop runs on while it is looked at: the names may be those of a later step, and the thread may wait for its next one.
                if (!IsStillIn(steps))
                    step = "a step that has just ended";
                var detail = NativeThread.Describe(Loop.ThreadId);
                Loop.ReportStall(new StallReport(Loop, blocked, step, IsStillIn(steps) ? detail : null));
            }

            return true;
        }

        private bool IsStillIn(long steps)
        {
            var scheduler = Loop.Scheduler;
            Interlocked.MemoryBarrier();
            return Volatile.Read(ref scheduler.Steps) == steps && scheduler.RunningCallback is not null;
        }
    }
}
