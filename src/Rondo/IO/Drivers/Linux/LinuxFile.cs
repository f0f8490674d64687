using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>A file of both Linux drivers.</summary>
/// <param name="scheduler">Its loop's.</param>
/// <param name="handle">The file's from now on.</param>
/// <param name="takeCall">Requests in the ring, so that no thread of ours waits for the disk; or those of worker threads, since
/// epoll does not work on files.</param>
internal sealed class LinuxFile(Scheduler scheduler, SafeFileHandle handle, Func<IFileCall> takeCall) : DriverFile
{
    private bool _canTell = Constants.SysReadVectorAt > 0;

    internal override long Length => RandomAccess.GetLength(handle);

    internal override void SetLength(long length) => RandomAccess.SetLength(handle, length);

    internal override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        var context = Enter("ReadAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        if (_canTell && buffer.Length <= CachedRead.MaxLength && scheduler.TryConsumeBudget())
        {
            var result = CachedRead.TryRead(handle, buffer.Span, offset);
            if (result >= 0)
                return new ValueTask<int>(result);
            // The driver's way tells every other error.
            _canTell = result == -Errno.EAGAIN;
        }

        return takeCall().Read(context, handle, buffer, offset);
    }

    internal override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset)
    {
        var context = Enter("WriteAsync");
        return context.IsEffectivelyCanceled
            ? ValueTask.FromException(context.CreateException())
            : takeCall().Write(context, handle, buffer, offset);
    }

    internal override ValueTask FlushToDiskAsync()
    {
        var context = Enter("FlushToDiskAsync");
        return context.IsEffectivelyCanceled
            ? ValueTask.FromException(context.CreateException())
            : takeCall().Flush(context, handle);
    }

    /// <remarks>A call in progress keeps the descriptor: the handle counts its users.</remarks>
    public override void Dispose() => handle.Dispose();

    private CancelContext Enter(string what)
    {
        if (Scheduler.Current != scheduler)
            FileMisuse.ThrowForeign(what, scheduler);
        if (handle.IsClosed)
            throw FileMisuse.Closed();
        return CancelContext.For(scheduler);
    }
}
