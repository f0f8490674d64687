using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Rondo.IO;
using Rondo.IO.Drivers.Linux;

namespace Rondo.Tests.IO;

/// <summary>What the kernel has in its cache is opened and read at once; everything else by a worker thread or the ring, with the same outcome.</summary>
public sealed class CachedFileTests : IDisposable
{
    private const int DoNotNeed = 4;

    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-cached-").FullName;

    private string FilePath => Path.Combine(_directory, "f");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [LoopFact]
    public async Task A_file_in_the_cache_is_read_without_a_wait()
    {
        if (!OperatingSystem.IsLinux() || EventLoop.Current.DriverName == "portable")
            return;
        File.WriteAllBytes(FilePath, new byte[100_000]);
        using var probe = File.OpenHandle(FilePath);
        var canTell = CachedRead.TryRead(probe, new byte[1], 0) == 1; // not all file systems can
        await using var file = await LoopFile.OpenAsync(FilePath);
        var reading = file.ReadAsync(new byte[200_000], 0);
        Assert.Equal(canTell, reading.IsCompletedSuccessfully);
        Assert.Equal(100_000, await reading);
        Assert.Equal(0, await file.ReadAsync(new byte[10], 100_000));
    }

    [LoopFact]
    public async Task A_file_that_is_not_in_the_cache_is_read_as_well()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        await LoopFile.WriteAllBytesAsync(FilePath, bytes);
        using (var handle = File.OpenHandle(FilePath))
        {
            RandomAccess.FlushToDisk(handle);
            if (OperatingSystem.IsLinux())
                Assert.Equal(0, Advise(handle, 0, 0, DoNotNeed));
        }

        Assert.Equal(bytes, await LoopFile.ReadAllBytesAsync(FilePath));
    }

    [LoopFact]
    public async Task A_reader_at_the_end_of_a_file_that_grows_sees_what_was_written()
    {
        const int Total = 400_000;
        using var writer = new FileStream(FilePath, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await using var file = await LoopFile.OpenAsync(FilePath, share: FileShare.ReadWrite);
        Assert.Equal(0, await file.ReadAsync(new byte[1]));
        var writing = global::Rondo.Offload.RunAsync(() =>
        {
            for (var written = 0; written < Total; written += 1000)
                writer.Write([.. Enumerable.Range(written, 1000).Select(static at => (byte)(at % 251))]);
        });
        var buffer = new byte[4096];
        for (var read = 0; read < Total;)
        {
            var more = await file.ReadAsync(buffer);
            for (var i = 0; i < more; i++)
                Assert.Equal((byte)((read + i) % 251), buffer[i]);
            read += more;
            if (more == 0)
                await EventLoop.Yield();
        }

        await writing;
        Assert.Equal(0, await file.ReadAsync(buffer));
    }

    [LoopFact]
    public async Task Bytes_that_are_overwritten_meanwhile_are_old_or_new()
    {
        File.WriteAllBytes(FilePath, new byte[4096]);
        await using var file = await LoopFile.OpenAsync(FilePath, FileMode.Open, FileAccess.ReadWrite);
        var buffer = new byte[4096];
        for (byte round = 1; round < 100; round++)
        {
            var written = Enumerable.Repeat(round, 4096).ToArray();
            await TaskGroup.RunAsync(group =>
            {
                group.Start(async () => await file.WriteAsync(written, 0));
                group.Start(async () =>
                {
                    Assert.Equal(4096, await file.ReadAsync(buffer, 0));
                    Assert.All(buffer, value => Assert.InRange(value, round - 1, round));
                });
                return Task.CompletedTask;
            });
            Assert.Equal(4096, await file.ReadAsync(buffer, 0));
            Assert.Equal(written, buffer);
        }
    }

    [LoopFact]
    public async Task Many_reads_of_the_cache_let_other_tasks_run()
    {
        File.WriteAllBytes(FilePath, new byte[1000]);
        await using var file = await LoopFile.OpenAsync(FilePath);
        var reads = 0;
        var isDone = false;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                var buffer = new byte[1000];
                for (; !isDone; reads++)
                    await file.ReadAsync(buffer, 0);
            });
            await EventLoop.Yield();
            isDone = true;
        });
        Assert.InRange(reads, 1, 100_000);
    }

    [Fact]
    public void Only_local_files_are_opened_on_the_loop()
    {
        if (!OperatingSystem.IsLinux())
            return;
        File.WriteAllText(FilePath, "x");
        using (var handle = Open(FilePath))
            Assert.Equal(1, RandomAccess.GetLength(handle!));
        foreach (var path in new[] { Path.Combine(_directory, "missing"), _directory, "/dev/null", "/proc/self/status", Unix.MakePipe(_directory), "" })
            Assert.Null(Open(path));
        Assert.Null(CachedOpen.TryOpen(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
        Assert.Null(CachedOpen.TryOpen(FilePath, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read));
        using (File.Open(FilePath, FileMode.Open, FileAccess.Read, FileShare.None))
            Assert.Null(Open(FilePath));
        using (Open(FilePath))
            Assert.Throws<IOException>(() => File.Open(FilePath, FileMode.Open, FileAccess.Read, FileShare.None));

        static SafeFileHandle? Open(string path) => CachedOpen.TryOpen(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    private static extern int Advise(SafeFileHandle file, long offset, long length, int advice);
}
