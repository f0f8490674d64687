using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;
using Rondo.IO.Drivers.Probing;
using Rondo.Tests.IO.Drivers;

namespace Rondo.Tests.Issues;

/// <summary>
/// A task that was left behind failed on the thread pool, because its loop was gone, and with it the program: Run threw that failure or did
/// not, depending on who was faster. And what the program itself had failed with was dropped.
/// </summary>
public sealed class AbandonedProgramTests
{
    [LoopFact(Drivers = "uring,epoll")]
    public async Task What_a_task_that_was_left_behind_does_later_is_not_thrown_by_Run()
    {
        var driver = EventLoop.Current.DriverName;
        var calls = new SlowEnd();
        var result = await Task.Run(() => EventLoop.Run(
            async () =>
            {
                calls.Left = LeaveBehind(await SocketPair.CreateAsync());
                return 7;
            },
            Hasty(driver, calls)));
        Assert.Equal(7, result);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => calls.Left!);
    }

    [LoopFact(Drivers = "uring,epoll")]
    public async Task What_the_program_failed_with_is_thrown_although_a_task_was_left_behind()
    {
        var driver = EventLoop.Current.DriverName;
        Task? left = null;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => EventLoop.Run(
            async () =>
            {
                left = LeaveBehind(await SocketPair.CreateAsync());
                throw new InvalidOperationException("the program's own");
            },
            Hasty(driver, LinuxCalls.Real))));
        Assert.Equal("the program's own", error.Message);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => left!);
    }

    private static EventLoopOptions Hasty(string driver, LinuxCalls calls) => new()
    {
        Driver = driver,
        HandleSignals = false,
        GracePeriod = TimeSpan.FromMilliseconds(1),
        HardDeadline = TimeSpan.FromMilliseconds(1),
        UnhandledException = static (_, _) => { }, // the tasks that were left behind
        Open = (name, scheduler) => DriverProbe.Create(name, scheduler, calls),
    };

    /// <summary>A task that does not heed its cancellation, and in it one that waits for another.</summary>
    private static Task LeaveBehind(SocketPair pair) => EventLoop.Current.RootGroup.Start(() => CancelScope.Shield(Timeout.InfiniteTimeSpan, async () =>
    {
        using var both = pair;
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(async () => await pair.Right.ReceiveAsync(new byte[1]));
            await EventLoop.Yield();
        });
    })).AsTask();

    /// <summary>The loop's thread goes on only when what was left behind has ended, and the program with it if it ever does.</summary>
    private sealed class SlowEnd : LinuxCalls
    {
        internal Task? Left { get; set; }

        internal override void Close(int fd)
        {
            ((IAsyncResult)Left!).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            Thread.Sleep(20);
            base.Close(fd);
        }
    }
}
