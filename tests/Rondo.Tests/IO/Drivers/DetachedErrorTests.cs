using System.Net.Sockets;
using Rondo.IO;
using Rondo.IO.Drivers;

namespace Rondo.Tests.IO.Drivers;

/// <summary>A reset that came while nobody was reading belongs to the connection's next owner; io_uring has taken it out of the kernel by then.</summary>
public sealed class DetachedErrorTests
{
    [LoopFact]
    public async Task The_next_owner_of_a_socket_meets_the_reset()
    {
        using var pair = await ResetPairAsync();
        using var next = SocketPair.Driver.Adopt(pair.Right.Detach());
        var error = await Assert.ThrowsAsync<SocketException>(() => next.ReceiveAsync(new byte[1]).AsTask());
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [LoopFact]
    public async Task The_next_owner_is_told_of_the_reset()
    {
        using var pair = await ResetPairAsync();
        using var next = SocketPair.Driver.Adopt(pair.Right.Detach());
        var error = Assert.Throws<SocketException>(() => next.TryReceive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [LoopFact]
    public async Task An_owner_that_passes_the_socket_on_passes_the_reset_on()
    {
        using var pair = await ResetPairAsync();
        using var between = SocketPair.Driver.Adopt(pair.Right.Detach());
        using var next = SocketPair.Driver.Adopt(between.Detach());
        var error = await Assert.ThrowsAsync<SocketException>(() => next.ReceiveAsync(new byte[1]).AsTask());
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [LoopFact(Drivers = "uring")]
    public async Task The_next_owner_may_have_another_driver()
    {
        using var second = SecondDriver.Epoll(new FaultyCalls());
        using var pair = await ResetPairAsync();
        using var next = second.Driver.Adopt(pair.Right.Detach());
        var error = Assert.Throws<SocketException>(() => second.Await(next.ReceiveAsync(new byte[1])));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    [LoopFact]
    public Task The_next_owner_of_a_stream_meets_the_reset_on_its_loop() => TcpPair.UseAsync(async (client, server) =>
    {
        Assert.True(await InFlight.CancelAsync(async () => await server.ReadAsync(new byte[1])));
        client.Abort();
        await ArriveAsync();
        var handle = server.Detach();
        await OtherLoop.UseAsync(async other => await other.InvokeAsync(async () =>
        {
            using var stream = TcpStream.FromHandle(handle);
            var error = await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[1]).AsTask());
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
        }));
    });

    [LoopFact]
    public async Task A_reset_that_a_receive_has_met_is_not_met_again()
    {
        using var pair = await ResetPairAsync();
        await Assert.ThrowsAsync<SocketException>(() => pair.Right.ReceiveAsync(new byte[1]).AsTask());
        using var next = SocketPair.Driver.Adopt(pair.Right.Detach());
        Assert.Equal(0, await next.ReceiveAsync(new byte[1]));
    }

    /// <summary>The right side has waited, and its peer has reset the connection since.</summary>
    private static async Task<SocketPair> ResetPairAsync()
    {
        var pair = await SocketPair.CreateAsync();
        Assert.True(await InFlight.CancelAsync(() => pair.Right.ReceiveAsync(new byte[1]).AsTask()));
        pair.Left.SetOption(SocketOptionLevel.Socket, SocketOptionName.Linger, 0);
        pair.Left.Dispose();
        await ArriveAsync();
        return pair;
    }

    /// <summary>Over loopback the reset is there at once; the driver sees it in one of its next turns.</summary>
    private static Task ArriveAsync() => EventLoop.Sleep(TimeSpan.FromMilliseconds(5)).AsTask();
}
