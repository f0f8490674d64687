using Rondo.Core;
using Rondo.IO.Drivers.Epoll;
using Rondo.IO.Drivers.Portable;

namespace Rondo.IO.Drivers;

/// <summary>Chooses the driver of a loop.</summary>
internal static class DriverProbe
{
    internal static (LoopDriver Driver, string Reason) Create(string? name, Scheduler scheduler)
    {
        var asked = name ?? Environment.GetEnvironmentVariable("RONDO_DRIVER");
        if (asked == "portable")
            return (new PortableDriver(scheduler), "asked for");
        return (new EpollDriver(scheduler), asked is null ? "the only one yet" : "asked for");
    }
}
