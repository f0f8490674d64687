using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Rondo.Processes;

/// <summary>The thread that starts all workers, and lives as long as the process.</summary>
/// <remarks>The kernel's signal at the death of the parent is in truth one at the death of the thread that started the child, and
/// threads of a pool end when they are idle.</remarks>
internal static class ProcessSpawner
{
    private static readonly BlockingCollection<Action> s_work = Open();

    /// <summary>Starts a process. Blocks the caller until it has been started.</summary>
    internal static Process Start(ProcessStartInfo info)
    {
        Process? process = null;
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        s_work.Add(() =>
        {
            try
            {
                process = Process.Start(info);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            done.Set();
        });
        done.Wait();
        failure?.Throw();
        return process!;
    }

    private static BlockingCollection<Action> Open()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var each in work.GetConsumingEnumerable())
                each();
        })
        { IsBackground = true, Name = "rondo-spawner" }.UnsafeStart();
        return work;
    }
}
