using System.Net.Sockets;
using System.Text;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Files that cannot seek: named pipes, terminals, sockets by their descriptor.</summary>
public sealed class SequentialFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-pipe-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [LoopFact]
    public async Task A_pipe_is_written_and_read_in_order()
    {
        var path = Unix.MakePipe(_directory);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                await using var writer = await LoopFile.OpenAsync(path, FileMode.Open, FileAccess.Write);
                Assert.False(writer.CanSeek);
                await writer.WriteAsync("one "u8.ToArray());
                await writer.AppendAsync("two "u8.ToArray());
                await writer.WriteAsync(new byte[300_000]);
                await writer.FlushToDiskAsync();
            });
            await using var reader = await LoopFile.OpenAsync(path);
            Assert.False(reader.CanSeek);
            Assert.Equal(0, await reader.ReadAsync(Memory<byte>.Empty));
            var buffer = new byte[8];
            await reader.ReadExactlyAsync(buffer);
            Assert.Equal("one two ", Encoding.ASCII.GetString(buffer));
            await reader.ReadExactlyAsync(new byte[300_000]);
            Assert.Equal(0, await reader.ReadAsync(buffer));
        });
    }

    [LoopFact]
    public async Task Whole_files_and_streams_work_on_a_pipe()
    {
        var path = Unix.MakePipe(_directory);
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => LoopFile.WriteAllTextAsync(path, new string('x', 100_000)));
            Assert.Equal(100_000, (await LoopFile.ReadAllTextAsync(path)).Length);
            group.Start(() => LoopFile.AppendAllTextAsync(path, "a\nb\n"));
            var lines = new List<string>();
            await foreach (var line in LoopFile.ReadLinesAsync(path))
                lines.Add(line);
            Assert.Equal(["a", "b"], lines);
        });
    }

    [LoopFact]
    public async Task A_wait_for_the_other_end_can_be_cancelled_and_the_pipe_used_afterwards()
    {
        var path = Unix.MakePipe(_directory);
        foreach (var access in new[] { FileAccess.Read, FileAccess.Write })
            Assert.True(await InFlight.EndsAtDeadlineAsync(async () => await LoopFile.OpenAsync(path, FileMode.Open, access)));
        await using var both = await LoopFile.OpenAsync(path, FileMode.Open, FileAccess.ReadWrite);
        var buffer = new byte[10];
        Assert.True(await InFlight.EndsAtDeadlineAsync(async () => await both.ReadAsync(buffer)));
        await both.WriteAsync("abc"u8.ToArray());
        Assert.Equal(3, await both.ReadAsync(buffer));
        Assert.True(await InFlight.EndsAtDeadlineAsync(async () => await both.WriteAsync(new byte[1_000_000])));
    }

    [LoopFact]
    public async Task A_pipe_that_was_removed_while_its_open_waits_is_given_up()
    {
        var path = Unix.MakePipe(_directory);
        Assert.False(await CancelScope.RunAsync(scope => TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(() => LoopFile.OpenAsync(path));
            while (!Directory.GetFiles("/proc/self/fd").Any(each => new FileInfo(each).LinkTarget == path))
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            File.Delete(path);
            scope.Cancel();
        })));
    }

    [LoopFact]
    public async Task A_terminal_is_read_and_written()
    {
        var (master, path) = Unix.OpenTerminal();
        await using var side = master;
        await using var terminal = await LoopFile.OpenAsync(path, FileMode.Open, FileAccess.ReadWrite);
        Assert.False(terminal.CanSeek);
        var buffer = new byte[20];
        Assert.True(await InFlight.EndsAtDeadlineAsync(async () => await terminal.ReadAsync(buffer)));
        master.Write("hello\n"u8);
        master.Flush();
        Assert.Equal(6, await terminal.ReadAsync(buffer));
        Assert.Equal("hello\n", Encoding.ASCII.GetString(buffer, 0, 6));
        await terminal.WriteAsync("bye\n"u8.ToArray());
    }

    [LoopFact]
    public async Task A_socket_is_opened_by_its_descriptor()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var end = new UnixDomainSocketEndPoint(Path.Combine(_directory, "s"));
        listener.Bind(end);
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(end);
        using var server = listener.Accept();
        await using var file = await LoopFile.OpenAsync($"/dev/fd/{server.Handle}", FileMode.Open, FileAccess.ReadWrite);
        Assert.False(file.CanSeek);
        var buffer = new byte[10];
        Assert.True(await InFlight.EndsAtDeadlineAsync(async () => await file.ReadAsync(buffer)));
        client.Send("ping"u8);
        Assert.Equal(4, await file.ReadAsync(buffer));
        await file.WriteAsync("pong!"u8.ToArray());
        Assert.Equal(5, client.Receive(buffer));
    }

    [LoopFact]
    public async Task What_needs_a_place_says_that_there_is_none()
    {
        var path = Unix.MakePipe(_directory);
        await using var file = await LoopFile.OpenAsync(path, FileMode.Open, FileAccess.ReadWrite);
        var failure = await Assert.ThrowsAsync<NotSupportedException>(async () => await file.ReadAsync(new byte[1], 0));
        Assert.Equal($"The file '{path}' cannot seek: it is a pipe, a terminal or a socket. Read and write it in order, without offsets.", failure.Message);
        await Assert.ThrowsAsync<NotSupportedException>(async () => await file.WriteAsync(new byte[1], 0));
        Assert.Throws<NotSupportedException>(() => file.Position);
        Assert.Throws<NotSupportedException>(() => file.Length);
        Assert.Throws<NotSupportedException>(() => file.SetLength(0));
        Assert.False(file.AsStream(leaveOpen: true).CanSeek);
    }

    [LoopFact]
    public async Task Closing_ends_a_read()
    {
        var file = await LoopFile.OpenAsync(Unix.MakePipe(_directory), FileMode.Open, FileAccess.ReadWrite);
        EventLoop.Current.Post(file.Dispose);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await file.ReadAsync(new byte[1]));
    }

    [LoopFact]
    public async Task Devices_that_can_seek_stay_what_they_were()
    {
        await using var zero = await LoopFile.OpenAsync("/dev/zero");
        Assert.True(zero.CanSeek);
        Assert.Equal(5, await zero.ReadAsync(new byte[5]));
        Assert.Empty(await LoopFile.ReadAllBytesAsync("/dev/null"));
        await LoopFile.WriteAllTextAsync("/dev/null", "gone");
    }

    [LoopFact]
    public async Task A_socket_file_cannot_be_opened()
    {
        var path = Path.Combine(_directory, "l");
        using var listener = UnixListener.Bind(path);
        var failure = await Assert.ThrowsAsync<IOException>(() => LoopFile.OpenAsync(path));
        Assert.Contains($"'{path}'", failure.Message, StringComparison.Ordinal);
    }
}
