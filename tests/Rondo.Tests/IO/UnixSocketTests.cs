using System.Net.Sockets;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Unix domain sockets, with paths and abstract names.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-unix-").FullName;

    private string SocketPath => Path.Combine(_directory, "s");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [LoopFact]
    public async Task A_path_connects_and_its_file_goes_with_the_listener()
    {
        using (var listener = UnixListener.Bind(SocketPath))
        {
            Assert.True(File.Exists(SocketPath));
            await TalkAsync(listener, SocketPath);
        }

        Assert.False(File.Exists(SocketPath));
        var failure = await Assert.ThrowsAsync<SocketException>(() => UnixStream.ConnectAsync(SocketPath));
        Assert.StartsWith($"Cannot connect to {SocketPath}: ", failure.Message, StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task An_abstract_name_leaves_no_file()
    {
        var name = $"\0rondo-test-{Guid.NewGuid():N}";
        using (var listener = UnixListener.Bind(name))
        {
            Assert.Equal($"UnixListener @{name[1..]}", listener.ToString());
            await TalkAsync(listener, name);
            Assert.Throws<SocketException>(() => UnixListener.Bind(name));
        }

        await Assert.ThrowsAsync<SocketException>(() => UnixStream.ConnectAsync(name));
    }

    [LoopFact]
    public async Task A_file_that_was_left_behind_is_replaced()
    {
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(SocketPath));
            // The BCL removes the file when its socket is closed; one that crashes does not.
            File.Move(SocketPath, SocketPath + "x");
        }

        File.Move(SocketPath + "x", SocketPath);
        using var listener = UnixListener.Bind(SocketPath);
        await TalkAsync(listener, SocketPath);
    }

    [LoopFact]
    public async Task A_path_that_somebody_listens_on_is_left_alone()
    {
        using var listener = UnixListener.Bind(SocketPath);
        var failure = Assert.Throws<SocketException>(() => UnixListener.Bind(SocketPath));
        Assert.Equal(SocketError.AddressAlreadyInUse, failure.SocketErrorCode);
        Assert.StartsWith($"Cannot listen on {SocketPath}: another socket uses that address (AddressAlreadyInUse).", failure.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(SocketPath));
        using var probe = await listener.AcceptAsync(); // the question whether anybody listens
        await TalkAsync(listener, SocketPath);
    }

    [LoopFact]
    public Task A_file_that_is_no_socket_is_left_alone()
    {
        File.WriteAllText(SocketPath, "precious");
        Assert.Throws<SocketException>(() => UnixListener.Bind(SocketPath));
        Assert.Equal("precious", File.ReadAllText(SocketPath));
        File.WriteAllText(SocketPath, "");
        Assert.Throws<SocketException>(() => UnixListener.Bind(SocketPath));
        Assert.True(File.Exists(SocketPath));
        return Task.CompletedTask;
    }

    [LoopFact]
    public async Task The_other_side_closing_breaks_or_ends_the_stream()
    {
        using var listener = UnixListener.Bind(SocketPath);
        using var client = await UnixStream.ConnectAsync(SocketPath);
        var server = await listener.AcceptAsync();
        Assert.True(await InFlight.CancelAsync(async () => await client.ReadAsync(new byte[1])));
        server.Abort();
        Assert.Equal(0, await client.ReadAsync(new byte[1]));
        var failure = await Assert.ThrowsAsync<IOException>(async () => await client.WriteAsync(new byte[1]));
        Assert.Equal($"The connection from an unnamed socket to {SocketPath} is broken: it was written to after it had been shut down (Shutdown).", failure.Message);
    }

    [LoopFact]
    public Task Closing_the_listener_ends_an_accept_that_waits() => TaskGroup.RunAsync(async group =>
    {
        var listener = UnixListener.Bind(SocketPath);
        var accepting = group.Start(() => Assert.ThrowsAsync<ObjectDisposedException>(async () => await listener.AcceptAsync()));
        listener.Dispose();
        listener.Dispose();
        await accepting;
    });

    [LoopFact]
    public async Task A_connection_can_be_served_by_another_loop()
    {
        using var listener = UnixListener.Bind(SocketPath);
        using var client = await UnixStream.ConnectAsync(SocketPath);
        var handle = await listener.AcceptHandleAsync();
        await OtherLoop.UseAsync(other => other.InvokeAsync(async () =>
        {
            using var server = UnixStream.FromHandle(handle);
            await server.WriteAsync(new byte[] { 3 });
        }));
        var buffer = new byte[2];
        Assert.Equal(1, await client.ReadAsync(buffer));
        Assert.Equal(3, buffer[0]);
        Assert.Equal(0, await client.ReadAsync(buffer));
    }

    private static async Task TalkAsync(UnixListener listener, string path)
    {
        using var client = await UnixStream.ConnectAsync(path);
        using var server = await listener.AcceptAsync();
        await client.WriteAsync("question"u8.ToArray());
        client.ShutdownWrite();
        var received = new MemoryStream();
        await server.AsStream(leaveOpen: true).CopyToAsync(received);
        Assert.Equal("question"u8.ToArray(), received.ToArray());
        await server.WriteAsync(received.ToArray());
        server.ShutdownWrite();
        await client.ReadExactlyAsync(new byte[8]);
        Assert.Equal(0, await client.ReadAsync(new byte[1]));
    }
}
