using Rondo.Core;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;
using Rondo.IO.Drivers.Probing;

namespace Rondo.Tests.IO.Drivers;

public sealed class DriverProbeTests
{
    [LoopFact(Drivers = "epoll")]
    public Task Each_refusal_of_io_uring_has_its_words_and_falls_back_to_epoll()
    {
        foreach (var (errno, words) in new[]
        {
            (Errno.EPERM, "io_uring_setup failed with EPERM: forbidden by seccomp or kernel.io_uring_disabled; using epoll"),
            (Errno.ENOSYS, "io_uring_setup failed with ENOSYS: the kernel or the sandbox has no io_uring; using epoll"),
            (Errno.EINVAL, "io_uring_setup failed with EINVAL: the kernel is older than 6.1; using epoll"),
            (Errno.ENOMEM, "io_uring_setup failed with ENOMEM: not enough locked memory (ulimit -l); using epoll"),
        })
        {
            var (driver, reason) = DriverProbe.Create(null, Scheduler.Current!, new RefusedCalls(errno));
            Assert.Equal("epoll", driver.Name);
            Assert.Equal(words, reason);
            driver.Dispose();
        }

        return Task.CompletedTask;
    }

    [LoopFact(Drivers = "uring")]
    public Task A_ring_without_buffer_rings_is_refused_and_released()
    {
        var calls = new FaultyCalls { OnRegister = operation => operation == 22 ? -Errno.EINVAL : 0 };
        Refuse("io_uring_register of the buffer ring failed with EINVAL: the kernel is older than 6.1; using epoll");
        calls = new FaultyCalls { OnEnter = () => -Errno.EPERM };
        Refuse("a NOP through io_uring_enter failed with EPERM: forbidden by seccomp or kernel.io_uring_disabled; using epoll");
        return Task.CompletedTask;

        void Refuse(string words)
        {
            var (driver, reason) = DriverProbe.Create(null, Scheduler.Current!, calls);
            Assert.Equal("epoll", driver.Name);
            Assert.Equal(words, reason);
            Assert.Equal((3, 2), (calls.Opened, calls.Open.Count)); // the ring came and went; an epoll and an eventfd are there
            driver.Dispose();
            Assert.Empty(calls.Open);
        }
    }

    [LoopFact(Drivers = "epoll")]
    public Task A_driver_that_was_asked_for_is_not_replaced()
    {
        var error = Assert.Throws<PlatformNotSupportedException>(() => DriverProbe.Create("uring", Scheduler.Current!, new RefusedCalls(Errno.EPERM)));
        Assert.Equal("The driver 'uring', asked for by EventLoopOptions.Driver, does not work here: io_uring_setup failed with EPERM: forbidden by seccomp or kernel.io_uring_disabled. Use 'epoll', or name no driver to get the best that works.", error.Message);
        return Task.CompletedTask;
    }

    [Fact]
    public void An_unknown_driver_is_an_error_that_names_the_choices()
    {
        var error = Assert.Throws<ArgumentException>(() => EventLoop.Run(() => Task.CompletedTask, new EventLoopOptions { Driver = "kqueue" }));
        Assert.StartsWith("There is no driver 'kqueue' (asked for by EventLoopOptions.Driver): choose uring, epoll or portable, or name none to get the best that works.", error.Message, StringComparison.Ordinal);
    }
}
