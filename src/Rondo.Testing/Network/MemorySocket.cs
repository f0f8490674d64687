using System.Net;
using System.Net.Sockets;
using Rondo.Core;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;

namespace Rondo.Testing.Network;

/// <summary>
/// One end of a connection inside a loop: no kernel, no port, no thread, so that the order of what happens is the loop's alone.
/// </summary>
internal sealed class MemorySocket : WaitingSocket
{
    /// <summary>The bytes that a sender may have in flight before it waits for the reader.</summary>
    private const int Capacity = 64 * 1024;

    private readonly Scheduler _scheduler;
    private readonly MemoryPipe _in;
    private readonly MemoryPipe _out;
    private readonly MemoryReceive _receive;
    private readonly MemorySend _send;
    private readonly IPEndPoint _local;
    private readonly IPEndPoint _remote;
    private bool _resetAtClose;
    private bool _disposed;

    private MemorySocket(Scheduler scheduler, MemoryPipe incoming, MemoryPipe outgoing, IPEndPoint local, IPEndPoint remote)
    {
        (_scheduler, _in, _out, _local, _remote) = (scheduler, incoming, outgoing, local, remote);
        _receive = new MemoryReceive(this, incoming);
        _send = new MemorySend(this, outgoing);
    }

    internal override AddressFamily AddressFamily => _local.AddressFamily;

    internal override EndPoint? LocalEndPoint => _local;

    internal override EndPoint? RemoteEndPoint => _remote;

    /// <summary>True when the other end has closed or reset the connection, or sent what nobody has read.</summary>
    internal bool IsReadable => _in.IsReadable;

    /// <summary>Two connected ends on the calling loop.</summary>
    internal static (MemorySocket Client, MemorySocket Server) Pair(IPEndPoint client, IPEndPoint server)
    {
        var scheduler = Scheduler.Current ?? throw NoLoop.Exception("An in-memory connection");
        var (request, response) = (new MemoryPipe(Capacity), new MemoryPipe(Capacity));
        return (new MemorySocket(scheduler, response, request, client, server),
            new MemorySocket(scheduler, request, response, server, client));
    }

    internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        var context = Enter("ReceiveAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        if (_receive.Status != OperationStatus.Idle)
            SocketMisuse.ThrowBusy("receive");
        if (_in.IsReadable && _scheduler.TryConsumeBudget() && _in.TryRead(buffer.Span, out var read, out var error))
            return error == SocketError.Success ? new ValueTask<int>(read) : ValueTask.FromException<int>(new SocketException((int)error));
        return _receive.Start(context, buffer);
    }

    internal override void WhenReadable(ISocketUser user)
    {
        Enter("WhenReadable");
        _ = TellWhenReadable(user);
    }

    internal override int TryReceive(Span<byte> buffer)
    {
        ThrowIfUnreadable();
        Enter("TryReceive");
        if (!_in.TryRead(buffer, out var read, out var error))
            return -1;
        return error == SocketError.Success ? read : throw new SocketException((int)error);
    }

    internal override ValueTask SendAsync(ReadOnlyMemory<byte> buffer)
    {
        var context = Enter("SendAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        if (_send.Status != OperationStatus.Idle)
            SocketMisuse.ThrowBusy("send");
        if (_out.IsWritable && _scheduler.TryConsumeBudget())
        {
            buffer = buffer[_out.Write(buffer.Span, out var error)..];
            if (error != SocketError.Success)
                return ValueTask.FromException(new SocketException((int)error));
            if (buffer.IsEmpty)
                return default;
        }

        return _send.Start(context, buffer);
    }

    internal override void Shutdown(SocketShutdown how)
    {
        Enter("Shutdown");
        if (how != SocketShutdown.Receive)
            _out.EndWriting(SocketError.Shutdown);
    }

    /// <summary>SO_LINGER of 0 makes closing a reset, as over TCP; the others mean nothing here and are accepted.</summary>
    internal override void SetOption(SocketOptionLevel level, SocketOptionName name, int value)
    {
        if (level == SocketOptionLevel.Socket && name == SocketOptionName.Linger)
            _resetAtClose = value == 0;
    }

    internal override int GetOption(SocketOptionLevel level, SocketOptionName name) => 0;

    internal override void Bind(EndPoint endPoint) => throw Unsupported("bound");

    internal override void Listen(int backlog) => throw Unsupported("listened on");

    internal override ValueTask ConnectAsync(EndPoint endPoint) => throw Unsupported("connected again");

    internal override ValueTask<SafeSocketHandle> AcceptAsync() => throw Unsupported("accepted on");

    internal override ValueTask<(int Bytes, EndPoint From)> ReceiveFromAsync(Memory<byte> buffer) =>
        throw Unsupported("used for datagrams");

    internal override ValueTask<int> SendToAsync(ReadOnlyMemory<byte> buffer, EndPoint? to) => throw Unsupported("used for datagrams");

    internal override SafeSocketHandle Detach() => throw Unsupported("handed to another loop");

    public override void Dispose()
    {
        if (_disposed)
            return;
        if (Scheduler.Current != _scheduler && !_scheduler.IsClosed)
            SocketMisuse.ThrowForeign("Dispose", _scheduler);
        _disposed = true;
        if (_receive.IsPending)
            _receive.Abort(SocketMisuse.Closed());
        if (_send.IsPending)
            _send.Abort(SocketMisuse.Closed());
        if (_resetAtClose)
        {
            _in.Reset();
            _out.Reset();
            return;
        }

        _in.EndReading();
        _out.EndWriting(SocketError.Shutdown);
    }

    private static NotSupportedException Unsupported(string what) =>
        new($"A connection inside a test cannot be {what}: it has no kernel socket.");

    private CancelContext Enter(string what)
    {
        if (Scheduler.Current != _scheduler)
            SocketMisuse.ThrowForeign(what, _scheduler);
        if (_disposed)
            SocketMisuse.ThrowClosed();
        return CancelContext.For(_scheduler);
    }
}
