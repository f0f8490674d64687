using Rondo.Core;
using Rondo.IO.Drivers.Epoll;
using Rondo.IO.Drivers.Linux;
using Rondo.IO.Drivers.Portable;
using Rondo.IO.Drivers.Uring;

namespace Rondo.IO.Drivers.Probing;

/// <summary>Chooses the driver of a loop: the one asked for, else the best that works here, found by trying.</summary>
internal static class DriverProbe
{
    private const string Variable = "RONDO_DRIVER";

    /// <summary>EPERM, ENOSYS, EINVAL or ENOMEM: io_uring fails so at its setup, in the whole process.</summary>
    private const string FaultVariable = "RONDO_URING_FAULT";

    /// <summary>Creates the driver on the loop's thread.</summary>
    /// <param name="name">The driver asked for in the options; null leaves the choice to <c>RONDO_DRIVER</c> and the probe.</param>
    /// <param name="scheduler">The loop's.</param>
    /// <exception cref="ArgumentException">There is no driver of that name.</exception>
    /// <exception cref="PlatformNotSupportedException">The driver asked for does not work here; the message says why.</exception>
    internal static (LoopDriver Driver, string Reason) Create(string? name, Scheduler scheduler) =>
        Create(name, scheduler, OperatingSystem.IsLinux() ? Calls() : LinuxCalls.Real);

    internal static (LoopDriver Driver, string Reason) Create(string? name, Scheduler scheduler, LinuxCalls calls)
    {
        ChildSignal.EnsureNotIgnored();
        var byOption = name is not null;
        name ??= Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(name) && !byOption)
            return Best(scheduler, calls);
        var asked = byOption ? "asked for by EventLoopOptions.Driver" : $"asked for by {Variable}";
        switch (name)
        {
            case "uring":
                ThrowUnlessLinux(name, asked);
                return UringDriver.TryCreate(scheduler, calls, out var reason) is { } uring
                    ? (uring, asked)
                    : throw new PlatformNotSupportedException(
                        $"The driver 'uring', {asked}, does not work here: {reason}. Use 'epoll', or name no driver to get "
                            + $"the best that works.");
            case "epoll":
                ThrowUnlessLinux(name, asked);
                return (new EpollDriver(scheduler, calls), asked);
            case "portable":
                return (new PortableDriver(scheduler), asked);
            default:
                throw new ArgumentException(
                    $"There is no driver '{name}' ({asked}): choose uring, epoll or portable, or name none to get the best that works.",
                    byOption ? nameof(name) : Variable);
        }
    }

    private static (LoopDriver Driver, string Reason) Best(Scheduler scheduler, LinuxCalls calls)
    {
        if (!OperatingSystem.IsLinux())
            return (new PortableDriver(scheduler), "io_uring and epoll exist on Linux only");
        return UringDriver.TryCreate(scheduler, calls, out var reason) is { } uring
            ? (uring, reason)
            : (new EpollDriver(scheduler, calls), $"{reason}; using epoll");
    }

    private static LinuxCalls Calls() => Environment.GetEnvironmentVariable(FaultVariable) switch
    {
        null or "" => LinuxCalls.Real,
        "EPERM" => new RefusedCalls(Errno.EPERM),
        "ENOSYS" => new RefusedCalls(Errno.ENOSYS),
        "EINVAL" => new RefusedCalls(Errno.EINVAL),
        "ENOMEM" => new RefusedCalls(Errno.ENOMEM),
        var other =>
            throw new ArgumentException($"{FaultVariable} is '{other}': use EPERM, ENOSYS, EINVAL or ENOMEM, or unset it.", FaultVariable),
    };

    private static void ThrowUnlessLinux(string name, string asked)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException(
                $"The driver '{name}', {asked}, exists on Linux only: use 'portable', or name no driver to get the best that works.");
    }
}
