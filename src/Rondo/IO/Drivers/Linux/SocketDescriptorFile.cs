using System.Net.Sockets;

namespace Rondo.IO.Drivers.Linux;

/// <summary>
/// A socket that was opened by the path of its descriptor, such as <c>/dev/fd/3</c>. The kernel opens no second one, so that it
/// is duplicated.
/// </summary>
internal sealed class SocketDescriptorFile(DriverSocket socket, string path) : SequentialFile(path)
{
    /// <summary>The descriptor that a path names; -1 if it names none of this process.</summary>
    internal static int NumberOf(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        switch (full)
        {
            case "/dev/stdin":
                return 0;
            case "/dev/stdout":
                return 1;
            case "/dev/stderr":
                return 2;
        }

        foreach (var directory in (string[])["/dev/fd/", "/proc/self/fd/", $"/proc/{Environment.ProcessId}/fd/"])
        {
            if (full.StartsWith(directory, StringComparison.Ordinal) && int.TryParse(full.AsSpan(directory.Length), out var number))
                return number;
        }

        return -1;
    }

    internal static SocketDescriptorFile Open(LoopDriver driver, int number, string path)
    {
        var copy = Libc.Check(Libc.Fcntl(number, Constants.DuplicateCloseOnExec, 0));
        if (copy < 0)
            throw Errno.File(-copy, $"open of '{path}'");
        return new SocketDescriptorFile(driver.Adopt(new SafeSocketHandle(copy, ownsHandle: true)), path);
    }

    internal override async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        try
        {
            return await socket.ReceiveAsync(buffer);
        }
        catch (SocketException failure)
        {
            throw new IOException($"Cannot read from '{Path}': {failure.Message}", failure);
        }
    }

    internal override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset)
    {
        try
        {
            await socket.SendAsync(buffer);
        }
        catch (SocketException failure)
        {
            throw new IOException($"Cannot write to '{Path}': {failure.Message}", failure);
        }
    }

    public override void Dispose() => socket.Dispose();
}
