using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>A file whose blocking calls are made by worker threads: epoll does not work on files.</summary>
internal sealed class WorkerFile(WorkerQueue queue, SafeFileHandle handle) : DriverFile
{
    internal override long Length => RandomAccess.GetLength(handle);

    internal override void SetLength(long length) => RandomAccess.SetLength(handle, length);

    internal override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        var context = Enter("ReadAsync");
        return context.IsEffectivelyCanceled
            ? ValueTask.FromException<int>(context.CreateException())
            : queue.TakeCall().Read(context, handle, buffer, offset);
    }

    internal override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset)
    {
        var context = Enter("WriteAsync");
        return context.IsEffectivelyCanceled
            ? ValueTask.FromException(context.CreateException())
            : queue.TakeCall().Write(context, handle, buffer, offset);
    }

    internal override ValueTask FlushToDiskAsync()
    {
        var context = Enter("FlushToDiskAsync");
        return context.IsEffectivelyCanceled
            ? ValueTask.FromException(context.CreateException())
            : queue.TakeCall().Flush(context, handle);
    }

    /// <remarks>A call in progress keeps the descriptor: the handle counts its users.</remarks>
    public override void Dispose() => handle.Dispose();

    private CancelContext Enter(string what)
    {
        if (Scheduler.Current != queue.Scheduler)
            FileMisuse.ThrowForeign(what, queue.Scheduler);
        if (handle.IsClosed)
            throw FileMisuse.Closed();
        return CancelContext.For(queue.Scheduler);
    }
}
