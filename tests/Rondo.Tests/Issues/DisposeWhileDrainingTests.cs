using System.Diagnostics;
using System.Net;
using Rondo.Core;
using Rondo.IO;

namespace Rondo.Tests.Issues;

/// <summary>A thread that outlived its loop closed a descriptor while requests for it were still on their way to the kernel.</summary>
public class DisposeWhileDrainingTests
{
    [Theory]
    [MemberData(nameof(LinuxDrivers))]
    public async Task A_socket_is_closed_once_its_loop_has_drained(string driver)
    {
        var fifo = Path.Combine(Path.GetTempPath(), $"rondo-{Guid.NewGuid():N}");
        using (var mkfifo = Process.Start("mkfifo", fifo))
            await mkfifo.WaitForExitAsync();
        Scheduler? scheduler = null;
        TcpListener? listener = null;
        var opening = new TaskCompletionSource();
        var loop = LoopThread.RunAsync(
            async () =>
            {
                scheduler = EventLoop.Current.Scheduler;
                listener = TcpListener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                // The open waits for a writer, on a worker thread that nothing interrupts: the drain waits for it.
                EventLoop.Current.RootGroup.Start(async () => (await LoopFile.OpenAsync(fifo, FileMode.Open, FileAccess.Read)).Dispose(), "open");
                await EventLoop.Yield();
                opening.SetResult();
            },
            new EventLoopOptions { Driver = driver, HandleSignals = false, GracePeriod = TimeSpan.Zero, HardDeadline = TimeSpan.Zero, UnhandledException = (_, _) => { } });
        await opening.Task;
        Assert.True(SpinWait.SpinUntil(() => scheduler!.IsClosed, TimeSpan.FromSeconds(30)));
        var closing = Task.Run(listener!.Dispose);
        // The thread waits: on the old code it has closed the descriptor by the time that it has run at all.
        await Task.WhenAny(closing, Task.Delay(200));
        Assert.False(closing.IsCompleted);
        Assert.False(scheduler!.IsDrained);
        await using (new FileStream(fifo, FileMode.Open, FileAccess.Write))
            await closing.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(scheduler.IsDrained);
        await loop.WaitAsync(TimeSpan.FromSeconds(30));
        File.Delete(fifo);
    }

    public static TheoryData<string> LinuxDrivers => [.. AvailableDrivers.All.Where(static driver => driver != "portable")];
}
