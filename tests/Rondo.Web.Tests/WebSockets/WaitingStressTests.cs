using System.Net.WebSockets;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>Receives, closes and ends at the same time, on the loop and on other threads, at all moments: nobody waits for ever, and nobody is told nonsense.</summary>
public class WaitingStressTests(IdleLoop idle) : IClassFixture<IdleLoop>
{
    private const int Rounds = 1500;
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private enum Client
    {
        Closes,
        SendsAndCloses,
        Breaks,
        Goes,

        /// <summary>Does nothing until the server has ended it.</summary>
        Waits,
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_waits_for_ever(bool onLoopPipes)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < Rounds; i++)
        {
            var client = (Client)random.Next(5);
            var ending = client == Client.Waits ? random.Next(1, 4) : random.Next(8);
            await Round(onLoopPipes, client, ending, random, $"seed {seed}, round {i}: the client {client}, ending {ending}");
        }
    }

    private async Task Round(bool onLoopPipes, Client client, int ending, Random random, string what)
    {
        var (socket, send, end) = Connect(onLoopPipes);
        using var token = new CancellationTokenSource();
        var receiving = At(random, () => Receive(socket, token.Token));
        var closing = At(random, () => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, ending == 3 ? token.Token : default));
        var alsoClosing = random.Next(3) switch
        {
            0 => At(random, () => socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, null, default)),
            1 => At(random, () => socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, default)),
            _ => Task.CompletedTask,
        };
        var clientActs = At(random, () => Act(client, send, end));
        var isEnded = ending is 1 or 2 or 3;
        var ends = ending switch
        {
            1 => At(random, () => Do(socket.Abort)),
            2 => At(random, () => Do(socket.Dispose)),
            3 => At(random, () => Do(token.Cancel)),
            _ => Task.CompletedTask,
        };
        var isGood = !isEnded && client is Client.Closes or Client.SendsAndCloses;
        try
        {
            await Task.WhenAll(clientActs, ends).WaitAsync(s_hang);
            Check(await Outcome(receiving), "receive", isGood);
            Check(await Outcome(closing), "close", isGood);
            Check(await Outcome(alsoClosing), "second close", isGood);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{what}: somebody waits for ever. Receive {receiving.Status}, close {closing.Status}, second close {alsoClosing.Status}; the socket is {socket.State}.");
        }

        socket.Dispose();

        void Check(Exception? exception, string who, bool closesWell)
        {
            var isRight = exception switch
            {
                null => true,
                // It came after the close, or had its turn after it.
                WebSocketException { WebSocketErrorCode: WebSocketError.InvalidState } => true,
                WebSocketException { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely } => who == "receive" || !closesWell,
                WebSocketException { WebSocketErrorCode: WebSocketError.Faulted } => client == Client.Breaks,
                OperationCanceledException => !closesWell,
                _ => false,
            };
            Assert.True(isRight, $"{what}: the {who} says {exception}");
        }
    }

    private (LoopWebSocket Socket, Action<byte[]> Send, Action End) Connect(bool onLoopPipes)
    {
        if (onLoopPipes)
        {
            var loopWire = new LoopWire(idle.Loop);
            return (loopWire.Server(), loopWire.Send, loopWire.End);
        }

        var wire = new Wire(idle.Loop);
        return (wire.Server(), bytes => wire.Send(bytes), () => wire.ToServer.Writer.Complete());
    }

    private static Task Act(Client client, Action<byte[]> send, Action end)
    {
        switch (client)
        {
            case Client.Closes:
                send(Frames.CloseOf(1000));
                break;
            case Client.SendsAndCloses:
                send(Frames.Of(Frames.Text, "hello"u8));
                send(Frames.Of(Frames.Ping, []));
                send(Frames.CloseOf(1000));
                break;
            case Client.Breaks:
                send(Frames.Of(5, "opcode"u8));
                break;
            case Client.Goes:
                end();
                break;
        }

        return Task.CompletedTask;
    }

    /// <summary>Until the client has closed.</summary>
    private static async Task Receive(LoopWebSocket socket, CancellationToken token)
    {
        var buffer = new byte[10];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), token)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task<Exception?> Outcome(Task task)
    {
        try
        {
            await task.WaitAsync(s_hang);
            return null;
        }
        catch (Exception exception) when (exception is not TimeoutException)
        {
            return exception;
        }
    }

    /// <summary>A moment from now, on the loop or elsewhere.</summary>
    private Task At(Random random, Func<Task> act)
    {
        var spins = random.Next(4) == 0 ? 0 : random.Next(200);
        if (random.Next(2) == 0)
            return idle.Loop.InvokeAsync(Later);
        return Task.Run(Later);

        Task Later()
        {
            Thread.SpinWait(spins);
            return act();
        }
    }
}
