using System.Net.WebSockets;
using System.Text;
using CsCheck;
using Rondo.Server.WebSockets;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>The same script on the BCL's server and on ours comes to the same: results, exceptions, states, and every byte that is sent.</summary>
public class WebSocketOracleTests(IdleLoop idle) : IClassFixture<IdleLoop>
{
    private static readonly byte[][] s_frames =
    [
        Frames.Of(Frames.Text, "hello"u8),
        Frames.Of(Frames.Text, "wörld"u8),
        Frames.Of(Frames.Text, "hel"u8, fin: false),
        Frames.Of(Frames.Continuation, "lo"u8),
        Frames.Of(Frames.Continuation, "-"u8, fin: false),
        Frames.Of(Frames.Binary, new byte[200]),
        Frames.Of(Frames.Binary, [1, 2, 3], fin: false),
        Frames.Of(Frames.Binary, []),
        Frames.Of(Frames.Text, [], fin: false),
        Frames.Of(Frames.Continuation, []),
        Frames.Of(Frames.Binary, new byte[70_000]),
        Frames.Of(Frames.Ping, "ping"u8),
        Frames.Of(Frames.Ping, []),
        Frames.Of(Frames.Pong, "pong"u8),
        Frames.CloseOf(1000),
        Frames.CloseOf(1000, "bye"u8),
        Frames.CloseOf(4321, "äöü"u8),
        Frames.Of(Frames.Close, []),
        Frames.Of(Frames.Close, [3]),
        Frames.CloseOf(1005),
        Frames.CloseOf(2999, "no"u8),
        Frames.Of(Frames.Text, [0xC3, 0x28]),
        Frames.Of(Frames.Text, [0xC3]),
        Frames.Of(Frames.Text, "unmasked"u8, masked: false),
        Frames.Of(Frames.Text, "bits"u8, bits: 0x10),
        Frames.Of(Frames.Text, "bits"u8, bits: 0x40),
        Frames.Of(5, "opcode"u8),
        Frames.Of(Frames.Ping, new byte[126]),
        Frames.Of(Frames.Ping, "x"u8, fin: false),
    ];

    [Fact]
    public void Any_script() =>
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 999], Gen.Int[0, 999]).Array[1, 25].Sample(steps => Compare(steps), iter: 500, threads: 1);

    [Theory]
    [InlineData(0, 14)] // open, close received
    [InlineData(1, 14)] // close sent first
    public void A_good_close_from_either_side(int order, int close)
    {
        var receive = (20, 100, 0);
        var closeOutput = (72, 0, 0);
        var client = (0, close, 0);
        Compare(order == 0 ? [client, receive, closeOutput, receive, (50, 0, 0)] : [closeOutput, client, receive, receive, (50, 0, 0)]);
    }

    private void Compare((int Kind, int First, int Second)[] steps)
    {
        var ours = new Run(new Wire(idle.Loop), true);
        var theirs = new Run(new Wire(idle.Loop), false);
        var history = new List<string>();
        foreach (var step in steps)
        {
            // A receive behind a close that has had data to throw away comes before or after the close's next look, by chance, in the BCL and in
            // ours: see TwoWhoWaitTests for what may come of that.
            if (ours.WouldReceiveBehindClose(step.Kind))
                continue;
            theirs.Do(step);
            ours.Do(step);
            // The BCL closes by way of the thread pool, and ours by way of the loop. Each is looked at once: what has come of it a moment later belongs
            // to the next step.
            var (their, our) = (theirs.Look(), ours.Look());
            for (var patience = 0; their != our && patience < (TheirsWaitsOn() ? 20 : 1000); patience++)
            {
                Thread.Sleep(1);
                (their, our) = (theirs.Look(), ours.Look());
            }

            // A close of the BCL's behind a receive that has found a breach of the protocol waits for as long as the client keeps the connection.
            if (their != our && TheirsWaitsOn())
                return;
            history.Add($"{Run.Name(step)}: {their}");
            Assert.True(their == our, $"{string.Join('\n', history)}\nours: {our}");
            theirs.Forget();
            ours.Forget();
        }

        bool TheirsWaitsOn() => ours.IsAborted && theirs.IsAborted && !ours.AwaitsClose && theirs.AwaitsClose;
    }

    private sealed class Run
    {
        private readonly Wire _wire;
        private readonly WebSocket _socket;
        private readonly byte[] _buffer = new byte[100_000];
        private CancellationTokenSource _token = new();
        private bool _endsMessage = true;
        private ValueTask<ValueWebSocketReceiveResult>? _receive;
        private Task? _close;
        private bool _isOver;
        private string _told = "";
        private string _received = "";
        private string _closed = "";
        private string _sent = "";

        internal Run(Wire wire, bool isOurs)
        {
            _wire = wire;
            _socket = isOurs ? wire.Server(new LoopWebSocketOptions { SubProtocol = "p" }) : wire.TheirServer(new WebSocketCreationOptions { IsServer = true, SubProtocol = "p" });
        }

        /// <summary>Whether a receive would begin while a close waits for the client.</summary>
        internal bool WouldReceiveBehindClose(int kind) => _close is not null && kind is (>= 20 and < 50) or (>= 93 and < 96);

        internal bool IsAborted => _socket.State == WebSocketState.Aborted;

        internal bool AwaitsClose => _close is not null;

        internal static string Name((int Kind, int First, int Second) step) => step.Kind switch
        {
            < 20 => $"client sends {Convert.ToHexString(s_frames[step.First % s_frames.Length].AsSpan(0, Math.Min(16, s_frames[step.First % s_frames.Length].Length)))}",
            < 50 => "receive",
            < 70 => "send",
            < 76 => "close output",
            < 82 => "close",
            < 84 => "abort",
            < 86 => "dispose",
            < 90 => "client ends",
            < 93 => "cancel",
            < 96 => "receive, cancelled before",
            _ => "send, cancelled before",
        };

        internal void Do((int Kind, int First, int Second) step)
        {
            _told = step.Kind switch
            {
                < 20 => ClientSends(s_frames[step.First % s_frames.Length]),
                < 50 => Receive(step.Second % 4 == 0 ? 0 : step.Second % 3 == 0 ? 3 : 100_000),
                < 70 => Send(step),
                < 76 => Of(() => new ValueTask(_socket.CloseOutputAsync((WebSocketCloseStatus)(step.First % 9 == 0 ? 1006 : 1000 + (step.First % 4)), step.Second % 2 == 0 ? null : "reason", CancellationToken.None))),
                < 82 => Close(step.First),
                < 84 => Of(() => { _socket.Abort(); return default; }),
                < 86 => Of(() => { _socket.Dispose(); return default; }),
                < 90 => ClientEnds(),
                < 93 => Cancel(),
                < 96 => _receive is null ? Of(() => new ValueTask(_socket.ReceiveAsync(new ArraySegment<byte>(_buffer), new CancellationToken(true)))) : "",
                // To the BCL a message has ended with its end, be it one that was never sent; to ours it has not.
                _ => Of(() => _socket.SendAsync("x"u8.ToArray().AsMemory(), WebSocketMessageType.Text, _endsMessage, new CancellationToken(true))),
            };
        }

        /// <summary>What has come of it so far.</summary>
        internal string Look()
        {
            LookAtPending();
            _sent += _wire.SentHex();
            return $"{_told}{Ended()} | {_socket.State} {_socket.CloseStatus} '{_socket.CloseStatusDescription}' {_socket.SubProtocol} | {_sent}";
        }

        /// <summary>Of a receive and a close that fail at once it is chance in the BCL which says that the connection has ended, and which that the socket was aborted.</summary>
        private string Ended() =>
            IsAborted && _received.Contains("Exception", StringComparison.Ordinal) && _closed.Contains("Exception", StringComparison.Ordinal)
                ? $" both {string.Join(", ", new[] { _received.Replace(" receive ", ""), _closed.Replace(" close ", "") }.Order())}"
                : $"{_received}{_closed}";

        internal void Forget() => _told = _received = _closed = _sent = "";

        private static string Describe(Exception exception) => exception switch
        {
            WebSocketException failure => $"WebSocketException {failure.WebSocketErrorCode}",
            OperationCanceledException => "OperationCanceledException",
            _ => exception.GetType().Name,
        };

        private static string Of(Func<ValueTask> call)
        {
            try
            {
                var task = call();
                return task.IsCompleted ? Of(task.AsTask()) : "waits";
            }
            catch (Exception exception)
            {
                return $"throws {Describe(exception)}";
            }
        }

        private static string Of(Task task) => task.Status == TaskStatus.RanToCompletion ? "done" : Describe(task.Exception?.InnerException ?? new OperationCanceledException());

        private string Send((int Kind, int First, int Second) step)
        {
            var ends = step.Second % 5 != 0;
            var told = Of(() => _socket.SendAsync(
                Encoding.UTF8.GetBytes(new string('s', step.First % 50 == 0 ? 40_000 : step.First % 200)),
                step.Second % 7 == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text,
                (ends ? WebSocketMessageFlags.EndOfMessage : WebSocketMessageFlags.None) | (step.Second % 11 == 0 ? WebSocketMessageFlags.DisableCompression : 0),
                CancellationToken.None));
            if (told is "done" or "waits")
                _endsMessage = ends;
            return told;
        }

        private string ClientSends(byte[] frame)
        {
            if (!_isOver)
                _wire.Send(frame);
            return "";
        }

        private string ClientEnds()
        {
            _isOver = true;
            _wire.ToServer.Writer.Complete();
            return "";
        }

        private string Receive(int room)
        {
            if (_receive is not null)
                return "";
            _token = new CancellationTokenSource();
            try
            {
                _receive = _socket.ReceiveAsync(_buffer.AsMemory(0, room), _token.Token);
                return "";
            }
            catch (Exception exception)
            {
                return $"throws {Describe(exception)}";
            }
        }

        private string Close(int first)
        {
            if (_close is not null)
                return "";
            try
            {
                _close = _socket.CloseAsync((WebSocketCloseStatus)(3000 + first), "closing", CancellationToken.None);
                return "";
            }
            catch (Exception exception)
            {
                return $"throws {Describe(exception)}";
            }
        }

        private string Cancel()
        {
            if (_receive is not null)
                _token.Cancel();
            return "";
        }

        private void LookAtPending()
        {
            if (_receive is { IsCompleted: true } receive)
            {
                _receive = null;
                try
                {
                    var result = receive.GetAwaiter().GetResult();
                    _received = $" received {result.MessageType} {result.EndOfMessage} {Convert.ToHexString(_buffer.AsSpan(0, result.Count))}";
                }
                catch (Exception exception)
                {
                    _received = $" receive {Describe(exception)}";
                }
            }

            // Ours resumes by way of the loop.
            if (_close is { } close && WaitABit(close))
            {
                _closed = $" close {Of(close)}";
                _close = null;
            }
        }

        private static bool WaitABit(Task task)
        {
            if (!task.IsCompleted)
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne(2);
            return task.IsCompleted;
        }
    }
}
