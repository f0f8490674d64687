using System.Net;
using System.Net.Sockets;
using Rondo.IO;
using Rondo.IO.Drivers;

namespace Rondo.Tests.IO;

/// <summary>Accepting goes on after failures that pass; a socket that fails on demand stands in for the kernel.</summary>
public class AcceptRecoveryTests
{
    [LoopFact(Virtual = true)]
    public async Task Running_out_of_descriptors_pauses_accepting()
    {
        var accepting = new AcceptLoop(new FailingSocket(SocketError.TooManyOpenSockets, SocketError.TooManyOpenSockets, SocketError.NoBufferSpaceAvailable));
        using var handle = await accepting.AcceptAsync();
        Assert.Equal(new SocketListenerStatistics(1, 0, 3), accepting.Statistics);
        Assert.Equal(TimeSpan.FromMilliseconds(300), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }

    [LoopFact(Virtual = true)]
    public async Task A_connection_that_broke_in_the_backlog_is_skipped()
    {
        var accepting = new AcceptLoop(new FailingSocket(SocketError.ConnectionAborted, SocketError.ConnectionReset, SocketError.NetworkUnreachable));
        using var handle = await accepting.AcceptAsync();
        Assert.Equal(new SocketListenerStatistics(1, 3, 0), accepting.Statistics);
        Assert.Equal(TimeSpan.Zero, ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }

    [LoopFact(Virtual = true)]
    public async Task The_pause_can_be_cancelled()
    {
        var accepting = new AcceptLoop(new FailingSocket([.. Enumerable.Repeat(SocketError.TooManyOpenSockets, 1000)]));
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(250), async Task () => (await accepting.AcceptAsync()).Dispose()));
        Assert.Equal(new SocketListenerStatistics(0, 0, 3), accepting.Statistics);
    }

    [LoopFact(Virtual = true)]
    public async Task Other_failures_are_the_callers()
    {
        var accepting = new AcceptLoop(new FailingSocket(SocketError.InvalidArgument));
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await accepting.AcceptAsync());
        Assert.Equal(SocketError.InvalidArgument, failure.SocketErrorCode);
    }

    private sealed class FailingSocket(params SocketError[] failures) : DriverSocket
    {
        private int _next;

        internal override AddressFamily AddressFamily => AddressFamily.InterNetwork;

        internal override EndPoint? LocalEndPoint => null;

        internal override EndPoint? RemoteEndPoint => null;

        public override void Dispose()
        {
        }

        internal override ValueTask<SafeSocketHandle> AcceptAsync() => _next < failures.Length
            ? ValueTask.FromException<SafeSocketHandle>(new SocketException((int)failures[_next++]))
            : new ValueTask<SafeSocketHandle>(new SafeSocketHandle(-1, ownsHandle: false));

        internal override void SetOption(SocketOptionLevel level, SocketOptionName name, int value) => throw new NotSupportedException();

        internal override int GetOption(SocketOptionLevel level, SocketOptionName name) => throw new NotSupportedException();

        internal override void Bind(EndPoint endPoint) => throw new NotSupportedException();

        internal override void Listen(int backlog) => throw new NotSupportedException();

        internal override ValueTask ConnectAsync(EndPoint endPoint) => throw new NotSupportedException();

        internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => throw new NotSupportedException();

        internal override void WhenReadable(ISocketUser user) => throw new NotSupportedException();

        internal override int TryReceive(Span<byte> buffer) => throw new NotSupportedException();

        internal override ValueTask SendAsync(ReadOnlyMemory<byte> buffer) => throw new NotSupportedException();

        internal override ValueTask<(int Bytes, EndPoint From)> ReceiveFromAsync(Memory<byte> buffer) => throw new NotSupportedException();

        internal override ValueTask<int> SendToAsync(ReadOnlyMemory<byte> buffer, EndPoint? to) => throw new NotSupportedException();

        internal override void Shutdown(SocketShutdown how) => throw new NotSupportedException();

        internal override SafeSocketHandle Detach() => throw new NotSupportedException();
    }
}
