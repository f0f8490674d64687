using Microsoft.Win32.SafeHandles;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Portable;

/// <summary>A file of the BCL: overlapped on Windows, worker threads elsewhere.</summary>
internal sealed class PortableFile(PortableDriver driver, SafeFileHandle handle) : DriverFile
{
    internal override long Length => RandomAccess.GetLength(handle);

    internal override void SetLength(long length) => RandomAccess.SetLength(handle, length);

    internal static ValueTask<DriverFile?> OpenAsync(
        PortableDriver driver, string path, FileMode mode, FileAccess access, FileShare share, FileOptions options)
    {
        if (Scheduler.Current != driver.Scheduler)
            throw PortableMisuse.Foreign("OpenFileAsync", driver.Scheduler, "file");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<DriverFile?>(context.CreateException());
        var call = new PortableCall<DriverFile?>(driver);
        return call.Watch(context, OnWorker<DriverFile?>(
            () => SpecialOpen.IsNeededFor(path, mode) ? null
            : new PortableFile(driver, File.OpenHandle(path, mode, access, share, options | FileOptions.Asynchronous)),
            call.Token));
    }

    internal override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        var context = Enter("ReadAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        var call = new PortableCall<int>(driver);
        return call.Watch(context, RandomAccess.ReadAsync(handle, buffer, offset, call.Token));
    }

    internal override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset)
    {
        var context = Enter("WriteAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var call = new PortableCall<bool>(driver);
        return call.WatchVoid(context, Write(handle, buffer, offset, call.Token));
    }

    internal override ValueTask FlushToDiskAsync()
    {
        var context = Enter("FlushToDiskAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var call = new PortableCall<bool>(driver);
        return call.WatchVoid(context, OnWorker(
            () =>
            {
                RandomAccess.FlushToDisk(handle);
                return true;
            },
            call.Token));
    }

    /// <remarks>A call in progress keeps the descriptor: the handle counts its users.</remarks>
    public override void Dispose() => handle.Dispose();

    private static async ValueTask<bool> Write(SafeFileHandle handle, ReadOnlyMemory<byte> buffer, long offset, CancellationToken token)
    {
        await RandomAccess.WriteAsync(handle, buffer, offset, token).ConfigureAwait(false);
        return true;
    }

    private static ValueTask<T> OnWorker<T>(Func<T> function, CancellationToken token) =>
        new(Task.Factory.StartNew(function, token, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default));

    private CancelContext Enter(string what)
    {
        if (Scheduler.Current != driver.Scheduler)
            throw PortableMisuse.Foreign(what, driver.Scheduler, "file");
        return handle.IsClosed ? throw PortableMisuse.FileClosed() : CancelContext.For(driver.Scheduler);
    }
}
