using System.Net;
using System.Reflection;
using Rondo.Core;
using Rondo.IO;
using Rondo.IO.Drivers.Linux;

namespace Rondo.Tests.Issues;

/// <summary>A thread that outlived its loop closed a descriptor while requests for it were still on their way to the kernel.</summary>
public class DisposeWhileDrainingTests
{
    public static TheoryData<string> LinuxDrivers => [.. AvailableDrivers.All.Where(static driver => driver != "portable")];

    [Theory]
    [MemberData(nameof(LinuxDrivers))]
    public async Task A_socket_is_closed_once_its_loop_has_drained(string driver)
    {
        using var release = new ManualResetEventSlim();
        Scheduler? scheduler = null;
        TcpListener? listener = null;
        var loop = LoopThread.RunAsync(
            async () =>
            {
                scheduler = EventLoop.Current.Scheduler;
                listener = TcpListener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                var begun = new TaskCompletionSource();
                new BlockingCall(Workers(scheduler), begun, release).Start();
                await begun.Task;
            },
            new EventLoopOptions { Driver = driver, HandleSignals = false });
        Assert.True(SpinWait.SpinUntil(() => scheduler is { IsClosed: true }, TimeSpan.FromSeconds(30)));
        var closing = Task.Run(listener!.Dispose);
        // On the old code the descriptor was closed as soon as the thread ran.
        await Task.WhenAny(closing, Task.Delay(200));
        Assert.False(closing.IsCompleted);
        Assert.False(scheduler!.IsDrained);
        release.Set();
        await closing.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(scheduler.IsDrained);
        await loop.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static WorkerQueue Workers(Scheduler scheduler) =>
        (WorkerQueue)scheduler.Driver.GetType().GetField("_workers", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(scheduler.Driver)!;

    /// <summary>A call that the loop's end waits for.</summary>
    private sealed class BlockingCall(WorkerQueue queue, TaskCompletionSource begun, ManualResetEventSlim release) : WorkerOperation(queue)
    {
        internal void Start() => Start(CancelContext.For(Queue.Scheduler));

        protected override void Call()
        {
            begun.SetResult();
            release.Wait(TimeSpan.FromSeconds(30));
        }

        protected override void Release()
        {
        }
    }
}
