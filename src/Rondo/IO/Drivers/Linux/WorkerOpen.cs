using System.Threading.Tasks.Sources;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>
/// Opens a file as the BCL does (modes, sharing, errors), at once if <see cref="CachedOpen"/> can and else on a worker thread: a
/// path may lie on a slow disk or network.
/// </summary>
internal sealed class WorkerOpen : WorkerOperation, IValueTaskSource<DriverFile?>
{
    private readonly Func<SafeFileHandle?> _open;
    private readonly Func<SafeFileHandle, DriverFile> _wrap;
    private SafeFileHandle? _handle;

    private WorkerOpen(WorkerQueue queue, Func<SafeFileHandle?> open, Func<SafeFileHandle, DriverFile> wrap)
        : base(queue)
    {
        _open = open;
        _wrap = wrap;
    }

    internal static ValueTask<DriverFile?> Start(
        WorkerQueue queue, string path, FileMode mode, FileAccess access, FileShare share, FileOptions options,
        Func<SafeFileHandle, DriverFile> wrap)
    {
        if (Scheduler.Current != queue.Scheduler)
            FileMisuse.ThrowForeign("OpenFileAsync", queue.Scheduler);
        var context = CancelContext.For(queue.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<DriverFile?>(context.CreateException());
        if (options == FileOptions.None && queue.Scheduler.TryConsumeBudget()
            && CachedOpen.TryOpen(path, mode, access, share) is { } handle)
            return new ValueTask<DriverFile?>(wrap(handle));
        var operation = new WorkerOpen(
            queue, () => SpecialOpen.IsNeededFor(path, mode) ? null : File.OpenHandle(path, mode, access, share, options), wrap);
        operation.Start(context);
        return new ValueTask<DriverFile?>(operation, operation.Version);
    }

    protected override void Call() => _handle = _open();

    protected override void Release()
    {
    }

    DriverFile? IValueTaskSource<DriverFile?>.GetResult(short token)
    {
        End(token);
        return _handle is null ? null : _wrap(_handle);
    }
}
