using System.Text;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Files.</summary>
public sealed class LoopFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-file-").FullName;

    private string FilePath => Path.Combine(_directory, "f.txt");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [LoopFact]
    public async Task What_is_written_is_read_back_in_order()
    {
        await using var file = await LoopFile.OpenAsync(FilePath, FileMode.CreateNew);
        await file.WriteAsync("one "u8.ToArray());
        await file.WriteAsync("two"u8.ToArray());
        Assert.Equal(7, file.Position);
        Assert.Equal(7, file.Length);
        file.Position = 4;
        var buffer = new byte[10];
        Assert.Equal(3, await file.ReadAsync(buffer));
        Assert.Equal("two", Encoding.UTF8.GetString(buffer, 0, 3));
        Assert.Equal(0, await file.ReadAsync(buffer));
        file.Position = 0;
        await file.ReadExactlyAsync(buffer.AsMemory(0, 7));
        Assert.Equal("one two", Encoding.UTF8.GetString(buffer, 0, 7));
        Assert.Equal($"LoopFile {FilePath}", file.ToString());
    }

    [LoopFact]
    public async Task Reads_and_writes_with_an_offset_leave_the_position_and_run_side_by_side()
    {
        await using var file = await LoopFile.OpenAsync(FilePath, FileMode.Create);
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 32; i++)
            {
                var number = i;
                group.Start(async () => await file.WriteAsync(Enumerable.Repeat((byte)number, 1000).ToArray(), number * 1000));
            }

            return Task.CompletedTask;
        });
        Assert.Equal(32_000, file.Length);
        await TaskGroup.RunAsync(group =>
        {
            for (var i = 0; i < 32; i++)
            {
                var number = i;
                group.Start(async () =>
                {
                    var buffer = new byte[1000];
                    Assert.Equal(1000, await file.ReadAsync(buffer, number * 1000));
                    Assert.All(buffer, value => Assert.Equal(number, value));
                });
            }

            return Task.CompletedTask;
        });
        Assert.Equal(0, file.Position);
        Assert.Equal(0, await file.ReadAsync(new byte[1], 32_000));
    }

    [LoopFact]
    public async Task Appends_get_a_place_each()
    {
        await LoopFile.WriteAllTextAsync(FilePath, "start;");
        await using (var file = await LoopFile.OpenAsync(FilePath, FileMode.Append))
        {
            Assert.Equal(6, file.Position);
            await TaskGroup.RunAsync(group =>
            {
                for (var i = 0; i < 20; i++)
                {
                    var text = $"{i};";
                    group.Start(async () => await file.AppendAsync(Encoding.UTF8.GetBytes(text)));
                }

                return Task.CompletedTask;
            });
        }

        await LoopFile.AppendAllTextAsync(FilePath, "end");
        Assert.Equal($"start;{string.Concat(Enumerable.Range(0, 20).Select(i => $"{i};"))}end", await LoopFile.ReadAllTextAsync(FilePath));
    }

    [LoopFact]
    public async Task Whole_files_of_all_sizes()
    {
        foreach (var size in new[] { 0, 1, 1023, 1024, 1025, 5_000_000 })
        {
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            await LoopFile.WriteAllBytesAsync(FilePath, bytes);
            var read = await LoopFile.ReadAllBytesAsync(FilePath);
            Assert.True(bytes.AsSpan().SequenceEqual(read), $"{size} bytes");
        }
    }

    [LoopFact]
    public async Task A_file_without_a_length_is_read_to_its_end()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var status = await LoopFile.ReadAllTextAsync("/proc/self/status");
        Assert.Contains($"Pid:\t{Environment.ProcessId}\n", status, StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task Text_keeps_its_encoding()
    {
        await LoopFile.WriteAllTextAsync(FilePath, "grüß dich");
        Assert.Equal(11, new FileInfo(FilePath).Length);
        Assert.Equal("grüß dich", await LoopFile.ReadAllTextAsync(FilePath));
        await LoopFile.WriteAllTextAsync(FilePath, "grüß dich", Encoding.Unicode);
        Assert.Equal("grüß dich", await LoopFile.ReadAllTextAsync(FilePath));
        await LoopFile.WriteAllTextAsync(FilePath, "grüß", Encoding.Latin1);
        Assert.Equal("grüß", await LoopFile.ReadAllTextAsync(FilePath, Encoding.Latin1));
    }

    [LoopFact]
    public async Task Lines_come_one_by_one()
    {
        await LoopFile.WriteAllTextAsync(FilePath, string.Join('\n', Enumerable.Range(0, 10_000)));
        var next = 0;
        await foreach (var line in LoopFile.ReadLinesAsync(FilePath))
            Assert.Equal(next++, int.Parse(line));
        Assert.Equal(10_000, next);
        Assert.True(await InFlight.StartCanceledAsync(async () =>
        {
            await foreach (var _ in LoopFile.ReadLinesAsync(FilePath))
                Assert.Fail("A line was read in a cancelled scope.");
        }));
    }

    [LoopFact]
    public async Task A_missing_file_is_named()
    {
        var failure = await Assert.ThrowsAsync<FileNotFoundException>(() => LoopFile.OpenAsync(FilePath));
        Assert.Contains(FilePath, failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => LoopFile.OpenAsync(Path.Combine(_directory, "none", "f"), FileMode.Create));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => LoopFile.OpenAsync(_directory));
        await LoopFile.WriteAllTextAsync(FilePath, "x");
        await Assert.ThrowsAsync<IOException>(() => LoopFile.OpenAsync(FilePath, FileMode.CreateNew));
    }

    [LoopFact]
    public async Task A_file_opened_for_reading_cannot_be_written()
    {
        await LoopFile.WriteAllTextAsync(FilePath, "x");
        await using var file = await LoopFile.OpenAsync(FilePath);
        Assert.Equal(FileAccess.Read, file.Access);
        await Assert.ThrowsAnyAsync<Exception>(async () => await file.WriteAsync(new byte[1], 0));
        Assert.Equal("x", await LoopFile.ReadAllTextAsync(FilePath));
    }

    [LoopFact]
    public async Task The_length_can_be_set_and_data_flushed()
    {
        await using var file = await LoopFile.OpenAsync(FilePath, FileMode.Create);
        await file.WriteAsync(new byte[] { 1, 2, 3, 4 });
        await file.FlushToDiskAsync();
        file.SetLength(2);
        Assert.Equal(2, file.Length);
        file.SetLength(5);
        var buffer = new byte[10];
        Assert.Equal(5, await file.ReadAsync(buffer, 0));
        Assert.Equal([1, 2, 0, 0, 0], buffer[..5]);
        await file.AppendAsync(new byte[] { 9 });
        Assert.Equal(6, file.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.SetLength(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Position = -1);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await file.ReadAsync(buffer, -1));
    }

    [LoopFact]
    public async Task In_a_cancelled_scope_nothing_is_done()
    {
        Assert.True(await InFlight.StartCanceledAsync(() => LoopFile.OpenAsync(FilePath, FileMode.Create)));
        Assert.False(File.Exists(FilePath));
        await using var file = await LoopFile.OpenAsync(FilePath, FileMode.Create);
        await file.WriteAsync(new byte[] { 1 });
        Assert.True(await InFlight.StartCanceledAsync(async () => await file.WriteAsync(new byte[] { 2 })));
        Assert.True(await InFlight.StartCanceledAsync(async () => await file.AppendAsync(new byte[] { 2 })));
        Assert.True(await InFlight.StartCanceledAsync(async () => await file.FlushToDiskAsync()));
        Assert.Equal(1, file.Length);
        Assert.Equal(1, file.Position);
        await file.AppendAsync(new byte[] { 3 });
        Assert.Equal([1, 3], await LoopFile.ReadAllBytesAsync(FilePath));
    }

    [LoopFact]
    public async Task A_write_that_is_cancelled_happened_or_did_not()
    {
        await using var file = await LoopFile.OpenAsync(FilePath, FileMode.Create);
        for (var i = 0; i < 50; i++)
        {
            file.SetLength(0);
            var happened = await CancelScope.RunAsync(async scope =>
            {
                EventLoop.Current.Post(() => scope.Cancel());
                await file.WriteAsync(new byte[] { 1, 2, 3 }, 0);
            });
            Assert.Equal(happened ? 3 : 0, file.Length);
        }
    }

    [LoopFact]
    public Task Two_tasks_at_one_position_are_an_error() => TaskGroup.RunAsync(async group =>
    {
        await using var file = await LoopFile.OpenAsync(FilePath, FileMode.Create);
        var first = group.Start(async () => await file.WriteAsync(new byte[1000]));
        if (!first.IsCompleted)
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await file.ReadAsync(new byte[1]));
            Assert.Equal($"The file '{FilePath}' is busy: a second task reads or writes at its position while one is at it. Let one task at a time do so, or give each its own offset.", failure.Message);
        }

        await first.Completion;
        Assert.Equal(1000, file.Position);
    });

    [LoopFact]
    public async Task A_closed_file_says_so()
    {
        var file = await LoopFile.OpenAsync(FilePath, FileMode.Create);
        file.Dispose();
        file.Dispose();
        var failure = await Assert.ThrowsAsync<ObjectDisposedException>(async () => await file.ReadAsync(new byte[1]));
        Assert.StartsWith($"The file '{FilePath}' was closed by this program: nothing can be done with it any more.", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => file.Length);
    }

    [LoopFact]
    public async Task As_a_stream_it_can_be_used_anywhere()
    {
        var home = Environment.CurrentManagedThreadId;
        var file = await LoopFile.OpenAsync(FilePath, FileMode.Create);
        await using (var writer = new StreamWriter(file.AsStream()))
        {
            for (var i = 0; i < 5000; i++)
                await writer.WriteLineAsync($"line {i}");
        }

        Assert.Equal(home, Environment.CurrentManagedThreadId);
        await using var again = await LoopFile.OpenAsync(FilePath);
        await using var stream = again.AsStream();
        Assert.True(stream.CanSeek && stream.CanRead && !stream.CanWrite);
        var text = await Task.Run(async () =>
        {
            using var reader = new StreamReader(stream, leaveOpen: true);
            return await reader.ReadToEndAsync().ConfigureAwait(false);
        });
        Assert.Equal(string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}{Environment.NewLine}")), text);
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(5, stream.Seek(5, SeekOrigin.Begin));
        var buffer = new byte[2];
        Assert.Equal(2, await stream.ReadAsync(buffer));
        Assert.Equal("0\n"u8.ToArray(), buffer);
        Assert.Equal(stream.Length - 1, stream.Seek(-1, SeekOrigin.End));
    }

    [LoopFact]
    public async Task The_loop_goes_on_while_a_file_is_written()
    {
        await using var file = await LoopFile.OpenAsync(FilePath, FileMode.Create);
        var steps = 0;
        await TaskGroup.RunAsync(async group =>
        {
            var writing = group.Start(async () =>
            {
                for (var i = 0; i < 20; i++)
                    await file.WriteAsync(new byte[200_000]);
                await file.FlushToDiskAsync();
            });
            while (!writing.IsCompleted)
            {
                steps++;
                await EventLoop.Yield();
            }
        });
        Assert.True(steps > 20, $"{steps} steps");
        Assert.Equal(4_000_000, file.Length);
    }
}
