using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>A named pipe or a terminal, alike on every driver.</summary>
/// <remarks>
/// Through the BCL's socket, which polls any descriptor and takes tokens, as its own pipes do. io_uring could read pipes, but
/// hands a terminal to
/// a thread of the kernel; a worker thread could not be called back from a read.
/// </remarks>
internal sealed class PipeFile : SequentialFile
{
    private readonly Scheduler _scheduler;
    private readonly SafeFileHandle _handle;
    private readonly Socket _socket;

    internal PipeFile(Scheduler scheduler, SafeFileHandle handle, string path)
        : base(path)
    {
        _scheduler = scheduler;
        _handle = handle;
        _socket = new Socket(new SafeSocketHandle(handle.DangerousGetHandle(), ownsHandle: false));
    }

    internal override async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        Enter("ReadAsync");
        return buffer.IsEmpty ? 0 : await Call(token => _socket.ReceiveAsync(buffer, SocketFlags.None, token), "read from");
    }

    internal override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset)
    {
        Enter("WriteAsync");
        while (!buffer.IsEmpty)
            buffer = buffer[await Call(token => _socket.SendAsync(buffer, SocketFlags.None, token), "write to")..];
    }

    public override void Dispose()
    {
        _socket.Dispose();
        _handle.Dispose();
    }

    private async Task<int> Call(Func<CancellationToken, ValueTask<int>> call, string what)
    {
        try
        {
            return await BclCall.InScope(token => call(token).AsTask());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw _handle.IsClosed ? FileMisuse.Closed() : new IOException($"Cannot {what} '{Path}': {exception.Message}", exception);
        }
    }

    private void Enter(string what)
    {
        if (Scheduler.Current != _scheduler)
            FileMisuse.ThrowForeign(what, _scheduler);
        if (_handle.IsClosed)
            throw FileMisuse.Closed();
        CancelScope.ThrowIfCanceled();
    }
}
