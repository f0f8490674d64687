using Microsoft.Win32.SafeHandles;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>A file whose reads and writes are requests in the ring: no thread of ours waits for the disk.</summary>
internal sealed class UringFile(UringDriver driver, SafeFileHandle handle) : DriverFile
{
    internal override long Length => RandomAccess.GetLength(handle);

    internal override void SetLength(long length) => RandomAccess.SetLength(handle, length);

    internal override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        var context = Enter("ReadAsync");
        return context.IsEffectivelyCanceled
            ? ValueTask.FromException<int>(context.CreateException())
            : driver.TakeFileCall().Read(context, handle, buffer, offset);
    }

    internal override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset)
    {
        var context = Enter("WriteAsync");
        return context.IsEffectivelyCanceled
            ? ValueTask.FromException(context.CreateException())
            : driver.TakeFileCall().Write(context, handle, buffer, offset);
    }

    internal override ValueTask FlushToDiskAsync()
    {
        var context = Enter("FlushToDiskAsync");
        return context.IsEffectivelyCanceled
            ? ValueTask.FromException(context.CreateException())
            : driver.TakeFileCall().Flush(context, handle);
    }

    /// <remarks>A request in flight keeps the descriptor: the handle counts its users.</remarks>
    public override void Dispose() => handle.Dispose();

    private CancelContext Enter(string what)
    {
        if (Scheduler.Current != driver.Scheduler)
            FileMisuse.ThrowForeign(what, driver.Scheduler);
        if (handle.IsClosed)
            throw FileMisuse.Closed();
        return CancelContext.For(driver.Scheduler);
    }
}
