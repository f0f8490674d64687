using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Rondo.IO;

namespace Rondo.Micro;

/// <summary>Reads of 4 KB: from the page cache beside a plain pread, and past it beside the BCL's asynchronous read and aiofiles.</summary>
internal static class Files
{
    private const int Size = 4096;
    private const int Cached = 50_000;
    private const int Blocks = 2000;
    private const int DoNotNeed = 4;

    internal static void Run()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[Blocks * Size]);
            var drivers = new[] { "uring", "epoll" };
            var cached = Rounds.Medians(
                7,
                [
                    () => Plain(path), .. drivers.Select(driver => (Func<double>)(() => Loop(driver, path, Cached, false))),
                    () => Bcl(path, Cached, false), static () => Python.Measure("cached_reads") ?? double.NaN,
                ]);
            Rounds.Print(
                "4 KB out of the page cache (target: at most 1.5 of a plain pread)",
                "us",
                [
                    ("RandomAccess.Read, a plain pread", cached[0]), ("LoopFile.ReadAsync, uring", cached[1]),
                    ("LoopFile.ReadAsync, epoll", cached[2]), ("RandomAccess.ReadAsync", cached[3]), ("aiofiles, seek and read", cached[4]),
                ]);
            var missed = Rounds.Medians(
                5,
                [
                    () => Bcl(path, Blocks, true), .. drivers.Select(driver => (Func<double>)(() => Loop(driver, path, Blocks, true))),
                    static () => Python.Measure("uncached_reads") ?? double.NaN,
                ]);
            Rounds.Print(
                "4 KB that the page cache does not hold",
                "us",
                [
                    ("RandomAccess.ReadAsync", missed[0]), ("LoopFile.ReadAsync, uring", missed[1]),
                    ("LoopFile.ReadAsync, epoll", missed[2]),
                    ("aiofiles, seek and read", missed[3]),
                ]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Plain(string path)
    {
        using var file = File.OpenHandle(path);
        var buffer = new byte[Size];
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Cached; i++)
            RandomAccess.Read(file, buffer, Offset(i));
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / Cached;
    }

    private static double Loop(string driver, string path, int count, bool drops) => EventLoop.Run(
        async () =>
        {
            using var handle = File.OpenHandle(path);
            await using var file = await LoopFile.OpenAsync(path);
            var buffer = new byte[Size];
            Drop(handle, drops);
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
                await file.ReadAsync(buffer, Offset(i));
            return Stopwatch.GetElapsedTime(started).TotalMicroseconds / count;
        },
        new EventLoopOptions { Driver = driver });

    private static double Bcl(string path, int count, bool drops) => Task.Run(async () =>
    {
        using var file = File.OpenHandle(path, options: FileOptions.Asynchronous);
        var buffer = new byte[Size];
        Drop(file, drops);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            await RandomAccess.ReadAsync(file, buffer, Offset(i));
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / count;
    }).GetAwaiter().GetResult();

    /// <summary>A walk that the kernel's read-ahead does not foresee. 997 and the number of blocks have no common divisor.</summary>
    private static long Offset(int i) => (long)i * 997 % Blocks * Size;

    private static void Drop(SafeFileHandle file, bool drops)
    {
        if (!drops)
            return;
        RandomAccess.FlushToDisk(file);
        _ = Advise(file, 0, 0, DoNotNeed);
    }

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    private static extern int Advise(SafeFileHandle file, long offset, long length, int advice);
}
