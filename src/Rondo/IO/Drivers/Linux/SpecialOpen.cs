using Microsoft.Win32.SafeHandles;

namespace Rondo.IO.Drivers.Linux;

/// <summary>
/// Opens a named pipe, a device or a socket. A pipe is open when somebody has opened its other end, which may never happen.
/// </summary>
/// <remarks>
/// The kernel can be asked in no other way: a writer that does not wait is refused (ENXIO), and no event tells of a reader. So a
/// thread waits,
/// not one of the pool, and a cancellation opens the other end to wake it. The file is held by a descriptor of its own (O_PATH),
/// so that both
/// mean the same file whatever happens to the path.
/// </remarks>
internal static class SpecialOpen
{
    /// <summary>Whether the path leads to such a file.</summary>
    internal static bool IsNeededFor(string path, FileMode mode) =>
        mode != FileMode.CreateNew && FileStatus.TypeOf(path) is FileStatus.Pipe or FileStatus.CharacterDevice or FileStatus.Socket;

    internal static async ValueTask<DriverFile> OpenAsync(LoopDriver driver, string path, FileAccess access)
    {
        if (FileStatus.TypeOf(path) == FileStatus.Socket && SocketDescriptorFile.NumberOf(path) is >= 0 and var number)
            return SocketDescriptorFile.Open(driver, number, path);
        var handle = await OpenHandleAsync(path, access);
        return Libc.Seek((int)handle.DangerousGetHandle(), 0, 1) >= 0 ? driver.Wrap(handle) : new PipeFile(driver.Scheduler, handle, path);
    }

    private static async Task<SafeFileHandle> OpenHandleAsync(string path, FileAccess access)
    {
        var descriptor = Libc.Check(Libc.Open(path, Constants.OpenPath | Constants.OpenCloseOnExec, 0));
        if (descriptor < 0)
            throw Errno.File(-descriptor, $"open of '{path}'");
        var anchor = new SafeFileHandle(descriptor, ownsHandle: true);
        var opening = OpenOnThread($"/proc/self/fd/{descriptor}", path, access);
        try
        {
            return await opening.OrCancel();
        }
        catch (OperationCanceledException)
        {
            await GiveUp(opening, descriptor, access);
            throw;
        }
        finally
        {
            // Held until the thread is done with its name.
            _ = opening.ContinueWith(
                _ => anchor.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private static Task<SafeFileHandle> OpenOnThread(string anchored, string path, FileAccess access)
    {
        var opening = new TaskCompletionSource<SafeFileHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                // Both ends have to be open at once, so that nothing is locked.
                opening.SetResult(File.OpenHandle(anchored, FileMode.Open, access, FileShare.ReadWrite));
            }
            catch (UnauthorizedAccessException failure)
            {
                opening.SetException(new UnauthorizedAccessException(Rename(failure), failure));
            }
            catch (Exception failure)
            {
                opening.SetException(new IOException(Rename(failure), failure));
            }
        })
        { IsBackground = true, Name = "rondo-open" };
        thread.UnsafeStart();
        return opening.Task;

        string Rename(Exception failure) => failure.Message.Replace(anchored, path, StringComparison.Ordinal);
    }

    /// <summary>Wakes the thread and waits for it. Without the right to open the other end it is left behind.</summary>
    private static async Task GiveUp(Task<SafeFileHandle> opening, int descriptor, FileAccess access)
    {
        var closing = opening.ContinueWith(
            static opened =>
            {
                if (opened.IsCompletedSuccessfully)
                    opened.GetAwaiter().GetResult().Dispose();
                else
                    _ = opened.Exception; // of an open that was cancelled
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        using var other = OpenOtherEnd($"/proc/self/fd/{descriptor}", access);
        if (!other.IsInvalid)
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => closing.OrCancel().AsTask());
    }

    private static SafeFileHandle OpenOtherEnd(string anchored, FileAccess access)
    {
        if (FileStatus.TypeOf(anchored) != FileStatus.Pipe)
            return new SafeFileHandle();
        const int options = Constants.OpenNonBlock | Constants.OpenCloseOnExec;
        var other = Libc.Open(anchored, Constants.OpenReadWrite | options, 0);
        if (other < 0)
            other = Libc.Open(anchored, (access == FileAccess.Read ? Constants.OpenWriteOnly : 0) | options, 0);
        return new SafeFileHandle(other, ownsHandle: true);
    }
}
