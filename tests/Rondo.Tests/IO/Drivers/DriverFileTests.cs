using Rondo.IO;
using Rondo.IO.Drivers;

namespace Rondo.Tests.IO.Drivers;

/// <summary>What every driver's files do.</summary>
public sealed class DriverFileTests
{
    [LoopFact]
    public async Task What_is_written_is_read_back()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = await Open(path, FileMode.Open, FileAccess.ReadWrite);
            var data = new byte[300_000];
            new Random(2).NextBytes(data);
            await file.WriteAsync(data, 0);
            await file.FlushToDiskAsync();
            Assert.Equal(data.Length, file.Length);
            var back = new byte[data.Length];
            var filled = 0;
            while (filled < back.Length)
                filled += await file.ReadAsync(back.AsMemory(filled), filled);
            Assert.True(data.AsSpan().SequenceEqual(back));
            Assert.Equal(0, await file.ReadAsync(back, data.Length));
            file.SetLength(10);
            Assert.Equal(10, await file.ReadAsync(back, 0));
            Assert.Equal(4, await file.ReadAsync(back, 6));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [LoopFact]
    public async Task Many_operations_may_be_in_flight()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = await Open(path, FileMode.Open, FileAccess.ReadWrite);
            for (var round = 0; round < 3; round++)
            {
                await TaskGroup.RunAsync(group =>
                {
                    for (var i = 0; i < 100; i++)
                    {
                        var block = i;
                        group.Start(async () => await file.WriteAsync(Enumerable.Repeat((byte)block, 1000).ToArray(), block * 1000));
                    }

                    return Task.CompletedTask;
                });
            }

            var all = await File.ReadAllBytesAsync(path);
            Assert.Equal(100_000, all.Length);
            for (var i = 0; i < all.Length; i++)
                Assert.Equal((byte)(i / 1000), all[i]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [LoopFact]
    public async Task A_missing_file_is_a_missing_file()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await Open("/tmp/rondo-does-not-exist", FileMode.Open, FileAccess.Read));
    }

    [LoopFact]
    public async Task Writing_to_a_file_opened_for_reading_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = await Open(path, FileMode.Open, FileAccess.Read);
            await Assert.ThrowsAnyAsync<Exception>(async () => await file.WriteAsync(new byte[1], 0));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [LoopFact]
    public async Task In_a_canceled_scope_nothing_is_written()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var file = await Open(path, FileMode.Open, FileAccess.ReadWrite);
            await CancelScope.MoveOnAfter(TimeSpan.FromHours(1), async () =>
            {
                CancelScope.Current!.Cancel();
                await file.WriteAsync(new byte[5], 0);
            });
            Assert.Equal(0, file.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ValueTask<DriverFile> Open(string path, FileMode mode, FileAccess access) =>
        FileOpen.OpenAsync(SocketPair.Driver, path, mode, access, FileShare.ReadWrite, FileOptions.None);
}
