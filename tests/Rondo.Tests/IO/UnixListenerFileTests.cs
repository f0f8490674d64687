using System.Net.Sockets;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>What a listener does to a file at its path: it makes one, and removes that one and no other.</summary>
public sealed class UnixListenerFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rondo-unix-").FullName;

    private string SocketPath => Path.Combine(_directory, "s");

    private string OtherPath => Path.Combine(_directory, "other");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [LoopFact]
    public async Task Another_socket_that_was_bound_to_the_path_meanwhile_is_left_there()
    {
        var first = UnixListener.Bind(SocketPath);
        File.Delete(SocketPath);
        using var second = UnixListener.Bind(SocketPath);
        first.Dispose();
        Assert.True(File.Exists(SocketPath));
        using var client = await UnixStream.ConnectAsync(SocketPath);
        using var server = await second.AcceptAsync();
    }

    [LoopFact]
    public Task A_file_that_was_put_at_the_path_meanwhile_is_left_there()
    {
        var listener = UnixListener.Bind(SocketPath);
        File.Delete(SocketPath);
        File.WriteAllText(SocketPath, "precious");
        listener.Dispose();
        Assert.Equal("precious", File.ReadAllText(SocketPath));
        return Task.CompletedTask;
    }

    [LoopFact]
    public Task A_link_that_was_put_at_the_path_meanwhile_is_left_there_even_if_it_leads_to_the_socket()
    {
        var listener = UnixListener.Bind(SocketPath);
        File.Move(SocketPath, OtherPath);
        File.CreateSymbolicLink(SocketPath, OtherPath);
        listener.Dispose();
        Assert.NotNull(new FileInfo(SocketPath).LinkTarget);
        Assert.True(File.Exists(OtherPath));
        return Task.CompletedTask;
    }

    [LoopFact]
    public Task A_file_in_a_directory_that_took_the_place_of_the_sockets_is_left_there()
    {
        var inner = Directory.CreateDirectory(Path.Combine(_directory, "inner")).FullName;
        var path = Path.Combine(inner, "s");
        var listener = UnixListener.Bind(path);
        Directory.Move(inner, OtherPath);
        Directory.CreateDirectory(inner);
        File.WriteAllText(path, "precious");
        listener.Dispose();
        Assert.Equal("precious", File.ReadAllText(path));
        return Task.CompletedTask;
    }

    [LoopFact]
    public Task A_path_from_which_the_file_has_gone_is_no_error()
    {
        var listener = UnixListener.Bind(SocketPath);
        Directory.Delete(_directory, recursive: true);
        listener.Dispose();
        Directory.CreateDirectory(_directory);
        return Task.CompletedTask;
    }

    [LoopFact]
    public Task A_relative_path_is_removed_too()
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, SocketPath);
        using (UnixListener.Bind(relative))
            Assert.True(File.Exists(SocketPath));
        Assert.False(File.Exists(SocketPath));
        return Task.CompletedTask;
    }

    [LoopFact]
    public Task Only_the_socket_of_an_ended_process_is_replaced()
    {
        LeaveSocketBehind(OtherPath);
        File.CreateSymbolicLink(SocketPath, OtherPath);
        AssertRefused("link to a socket that nobody listens on");
        Assert.True(File.Exists(OtherPath));
        File.Delete(SocketPath);
        Directory.CreateDirectory(SocketPath);
        AssertRefused("directory");
        Directory.Delete(SocketPath);
        File.CreateSymbolicLink(SocketPath, Path.Combine(_directory, "nowhere"));
        AssertRefused("link to nowhere");
        File.Delete(SocketPath);
        File.WriteAllText(SocketPath, "");
        AssertRefused("empty file");
        File.Delete(SocketPath);
        LeaveSocketBehind(SocketPath);
        using (UnixListener.Bind(SocketPath))
            Assert.True(File.Exists(SocketPath));
        Assert.False(File.Exists(SocketPath));
        return Task.CompletedTask;
    }

    private void AssertRefused(string kind)
    {
        var failure = Assert.Throws<SocketException>(() => UnixListener.Bind(SocketPath));
        Assert.Equal($"Cannot listen on {SocketPath}: a file that is no socket is there (AddressAlreadyInUse). Remove it, or choose another path.", failure.Message);
        Assert.True(new FileInfo(SocketPath).LinkTarget is not null || Path.Exists(SocketPath), kind);
    }

    private static void LeaveSocketBehind(string path)
    {
        using var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        dead.Bind(new UnixDomainSocketEndPoint(path + "-bound"));
        // The BCL removes the file when its socket is closed; one that crashes does not.
        File.Move(path + "-bound", path);
    }
}
