using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers.Portable;

/// <summary>A file of the BCL: overlapped on Windows, worker threads elsewhere.</summary>
internal sealed class PortableFile(PortableDriver driver, SafeFileHandle handle) : DriverFile
{
    internal override long Length => RandomAccess.GetLength(Open("Length"));

    internal override void SetLength(long length) => RandomAccess.SetLength(Open("SetLength"), length);

    internal static ValueTask<DriverFile> OpenAsync(PortableDriver driver, string path, FileMode mode, FileAccess access, FileShare share, FileOptions options)
    {
        if (Scheduler.Current != driver.Scheduler)
            throw PortableMisuse.Foreign("OpenFileAsync", driver.Scheduler, "file");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<DriverFile>(context.CreateException());
        var call = new PortableCall<DriverFile>(driver);
        return call.Watch(context, OnWorker<DriverFile>(() => new PortableFile(driver, File.OpenHandle(path, mode, access, share, options | FileOptions.Asynchronous)), call.Token));
    }

    internal override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        Open("ReadAsync");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        var call = new PortableCall<int>(driver);
        return call.Watch(context, RandomAccess.ReadAsync(handle, buffer, offset, call.Token));
    }

    internal override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset)
    {
        Open("WriteAsync");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var call = new PortableCall<bool>(driver);
        return call.WatchVoid(context, Write(handle, buffer, offset, call.Token));
    }

    internal override ValueTask FlushToDiskAsync()
    {
        Open("FlushToDiskAsync");
        var context = CancelContext.For(driver.Scheduler);
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

    private SafeFileHandle Open(string what)
    {
        if (Scheduler.Current != driver.Scheduler)
            throw PortableMisuse.Foreign(what, driver.Scheduler, "file");
        return handle.IsClosed ? throw PortableMisuse.FileClosed() : handle;
    }
}
