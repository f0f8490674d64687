using System.IO.Pipelines;
using System.Net.WebSockets;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>A receive and a close that wait for the client at the same time: what may come of them, for the BCL's socket and for ours.</summary>
/// <remarks>
/// Whoever began first has the first turn with what the client sends. In the BCL the second may already have its turn while the first is about to say
/// that the connection has ended, and then says so itself.
/// </remarks>
public class TwoWhoWaitTests(IdleLoop idle) : IClassFixture<IdleLoop>
{
    private const string Aborted = "OperationCanceledException";
    private const string Premature = "WebSocketException ConnectionClosedPrematurely";
    private const string Faulted = "WebSocketException Faulted";
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("close", "receive: Close, close: done")]
    [InlineData("data, close", "receive: Text, close: done")]
    [InlineData("ping, close", "receive: Close, close: done")]
    [InlineData("breach", $"receive: {Faulted}, close: {Aborted}", $"receive: {Aborted}, close: {Premature}")]
    [InlineData("end", $"receive: {Premature}, close: {Aborted}", $"receive: {Aborted}, close: {Premature}")]
    [InlineData("abort", $"receive: {Aborted}, close: {Aborted}")]
    [InlineData("dispose", $"receive: {Premature}, close: {Premature}")]
    public Task A_close_behind_a_receive(string then, params string[] outcomes) => Compare(receivesFirst: true, then, outcomes);

    [Theory]
    [InlineData("close", $"receive: {Premature}, close: done")]
    [InlineData("data, close", $"receive: Close, close: done", $"receive: {Premature}, close: done")]
    [InlineData("breach", $"receive: {Aborted}, close: {Faulted}", $"receive: {Premature}, close: {Aborted}")]
    [InlineData("end", $"receive: {Aborted}, close: {Premature}", $"receive: {Premature}, close: {Aborted}")]
    [InlineData("abort", $"receive: {Aborted}, close: {Aborted}")]
    [InlineData("dispose", $"receive: {Premature}, close: {Premature}")]
    public Task A_receive_behind_a_close(string then, params string[] outcomes) => Compare(receivesFirst: false, then, outcomes);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Of_two_closes_at_a_time_one_is_sent(bool firstWaits, bool secondWaits)
    {
        var narrow = new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);
        var wire = new Wire(idle.Loop, narrow);
        using var socket = wire.Server();
        var first = Close(WebSocketCloseStatus.NormalClosure, firstWaits);
        var second = Close(WebSocketCloseStatus.ProtocolError, secondWaits);
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.Equal("880203E8", wire.SentHex());
        wire.Send(Frames.CloseOf(1000));
        if (!firstWaits && !secondWaits)
        {
            await Task.WhenAll(first, second).WaitAsync(s_hang);
            Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[10].AsMemory(), default)).MessageType);
        }

        await Task.WhenAll(first, second).WaitAsync(s_hang);
        Assert.Equal("", wire.SentHex());
        Assert.Equal(WebSocketState.Closed, socket.State);

        Task Close(WebSocketCloseStatus status, bool waits) => waits ? socket.CloseAsync(status, null, default) : socket.CloseOutputAsync(status, null, default);
    }

    /// <summary>What the client did wrong is told once, and nothing that another close does in the meantime hides it.</summary>
    [Fact]
    public async Task A_close_on_its_way_hides_no_breach()
    {
        var narrow = new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);
        var wire = new Wire(idle.Loop, narrow);
        using var socket = wire.Server();
        var receiving = socket.ReceiveAsync(new byte[10].AsMemory(), default).AsTask();
        var closing = socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
        wire.Send(Frames.Of(5, "opcode"u8));
        Assert.False(closing.IsCompleted || receiving.IsCompleted);
        Assert.Equal("880203E8", wire.SentHex());
        await closing.WaitAsync(s_hang);
        var failure = await Assert.ThrowsAsync<WebSocketException>(() => receiving.WaitAsync(s_hang));
        Assert.Equal("A frame has the reserved opcode 5.", failure.Message);
        Assert.False(wire.IsAborted);
    }

    private async Task Compare(bool receivesFirst, string then, string[] outcomes)
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Contains(await Run(new Wire(idle.Loop), isOurs: true, receivesFirst, then), outcomes);
            Assert.Contains(await Run(new Wire(idle.Loop), isOurs: false, receivesFirst, then), outcomes);
        }
    }

    private static async Task<string> Run(Wire wire, bool isOurs, bool receivesFirst, string then)
    {
        using WebSocket socket = isOurs ? wire.Server() : wire.TheirServer();
        var close = receivesFirst ? null : socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        var receive = socket.ReceiveAsync(new byte[100].AsMemory(), default).AsTask();
        close ??= socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
        Assert.False(receive.IsCompleted || close.IsCompleted);
        foreach (var each in then.Split(", "))
        {
            switch (each)
            {
                case "close":
                    wire.Send(Frames.CloseOf(1000));
                    break;
                case "data":
                    wire.Send(Frames.Of(Frames.Text, "hello"u8));
                    break;
                case "ping":
                    wire.Send(Frames.Of(Frames.Ping, []));
                    break;
                case "breach":
                    wire.Send(Frames.Of(5, "opcode"u8));
                    // The BCL's waits for as long as the client keeps the connection.
                    if (!isOurs)
                        wire.ToServer.Writer.Complete();
                    break;
                case "end":
                    wire.ToServer.Writer.Complete();
                    break;
                case "abort":
                    socket.Abort();
                    break;
                default:
                    socket.Dispose();
                    break;
            }
        }

        return $"receive: {await Outcome(Received())}, close: {await Outcome(Closed())}";

        async Task<string> Received() => $"{(await receive.WaitAsync(s_hang)).MessageType}";

        async Task<string> Closed()
        {
            await close.WaitAsync(s_hang);
            return "done";
        }
    }

    private static async Task<string> Outcome(Task<string> task)
    {
        try
        {
            return await task;
        }
        catch (WebSocketException exception)
        {
            return $"WebSocketException {exception.WebSocketErrorCode}";
        }
        catch (OperationCanceledException)
        {
            return Aborted;
        }
    }
}
