using System.Net.Sockets;
using Rondo.Core;

namespace Rondo.IO.Drivers.Portable;

/// <summary>BCL sockets and files on any platform; completions are posted to the loop.</summary>
internal sealed class PortableDriver(Scheduler scheduler) : LoopDriver(scheduler)
{
    private readonly SemaphoreSlim _wake = new(0);

    public override string Name => "portable";

    public override int Outstanding => 0;

    public override bool HasWork => false;

    public override void Wait(long timeout)
    {
        if (timeout != 0)
            _wake.Wait(timeout < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromTicks(Math.Min((timeout / 100) + 1, TimeSpan.TicksPerDay)));
    }

    public override void Wake() => _wake.Release();

    public override void Drain()
    {
    }

    public override void Dispose() => _wake.Dispose();

    internal override DriverSocket OpenSocket(AddressFamily family, SocketType type, ProtocolType protocol) => throw new PlatformNotSupportedException();

    internal override DriverSocket Adopt(SafeSocketHandle handle) => throw new PlatformNotSupportedException();

    internal override ValueTask<DriverFile> OpenFileAsync(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options) => throw new PlatformNotSupportedException();
}
