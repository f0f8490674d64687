using System.Net;
using System.Net.Sockets;
using System.Text;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;

namespace Rondo.Tests.IO.Drivers;

/// <summary>A receive may return less than there is: at TCP's urgent mark, and on a Unix socket behind descriptors. The rest comes without another edge.</summary>
public sealed class ShortReceiveTests
{
    private const string Linux = "uring,epoll";

    private delegate Task<int> Receive(DriverSocket socket, byte[] buffer);

    private static readonly (string Name, Receive Receive)[] s_ways =
    [
        ("receive", static (socket, buffer) => socket.ReceiveAsync(buffer).AsTask()),
        ("told", static (socket, buffer) => new Told(socket).TakeAsync(buffer)),
        ("polled", static async (socket, buffer) =>
        {
            await socket.ReceiveAsync(Memory<byte>.Empty);
            return await socket.ReceiveAsync(buffer);
        }),
    ];

    private static readonly (string Name, Func<SafeSocketHandle, AddressFamily, DriverSocket> Adopt)[] s_origins =
    [
        ("accepted", static (handle, family) => SocketPair.Driver.AdoptAccepted(handle, family)),
        ("adopted", static (handle, _) => SocketPair.Driver.Adopt(handle)),
    ];

    [LoopTheory]
    [InlineData(false, "ab", "!c", "de")]
    [InlineData(false, "!c", "de")]
    [InlineData(true, "ab", "!c", "de")]
    [InlineData(true, "!c", "de", "!f")]
    public Task What_follows_urgent_data_arrives(bool isInline, params string[] pieces) => ForEachAsync(AddressFamily.InterNetwork, isInline, async (socket, peer, receive) =>
    {
        // Urgent data that is not inline is no part of the stream.
        var expected = string.Concat(pieces.Where(piece => isInline || piece[0] != '!')).Replace("!", "", StringComparison.Ordinal);
        await ExpectAsync(socket, receive, expected, () =>
        {
            foreach (var piece in pieces)
                peer.Send(Encoding.ASCII.GetBytes(piece.TrimStart('!')), piece[0] == '!' ? SocketFlags.OutOfBand : SocketFlags.None);
        });
        await ExpectAsync(socket, receive, "later", () => peer.Send("later"u8));
    });

    [LoopTheory]
    [InlineData("ab", "!c", "de")]
    [InlineData("!c", "de")]
    [InlineData("!c", "!d", "!e", "fg")]
    public Task What_follows_descriptors_arrives(params string[] pieces) => ForEachAsync(AddressFamily.Unix, false, async (socket, peer, receive) =>
    {
        await ExpectAsync(socket, receive, string.Concat(pieces).Replace("!", "", StringComparison.Ordinal), () =>
        {
            foreach (var piece in pieces)
            {
                var bytes = Encoding.ASCII.GetBytes(piece.TrimStart('!'));
                if (piece[0] == '!')
                    Unix.SendDescriptor(peer, bytes);
                else
                    peer.Send(bytes);
            }
        });
        await ExpectAsync(socket, receive, "later", () => peer.Send("later"u8));
    });

    [LoopFact(Drivers = Linux)]
    public Task What_follows_credentials_arrives() => ForEachAsync(AddressFamily.Unix, false, async (socket, peer, receive) =>
    {
        Unix.PassCredentials(((LinuxSocket)socket).Fd);
        await ExpectAsync(socket, receive, "abcdefg", () =>
        {
            peer.Send("abc"u8);
            Unix.SendDescriptor(peer, "d"u8.ToArray());
            peer.Send("efg"u8);
        });
    });

    [LoopFact(Drivers = "epoll")]
    public Task An_ordinary_receive_makes_no_second_call()
    {
        var calls = new FaultyCalls();
        var receives = 0;
        using var second = SecondDriver.Epoll(calls);
        foreach (var family in new[] { AddressFamily.InterNetwork, AddressFamily.Unix })
        {
            var (handle, peer) = ConnectedTo(family);
            using var _ = peer;
            using var ours = second.Driver.AdoptAccepted(handle, family);
            var waiting = ours.ReceiveAsync(new byte[100]);
            second.Driver.Wait(1_000_000);
            calls.OnRecv = () =>
            {
                receives++;
                return 0;
            };
            receives = 0;
            for (var i = 0; i < 10; i++)
            {
                peer.Send("request"u8);
                Assert.Equal(7, second.Await(waiting));
                waiting = ours.ReceiveAsync(new byte[100]);
            }

            Assert.Equal((family, 10), (family, receives));
            ours.Dispose();
            Assert.Throws<ObjectDisposedException>(() => waiting.GetAwaiter().GetResult());
        }

        return Task.CompletedTask;
    }

    private static async Task ForEachAsync(AddressFamily family, bool isInline, Func<DriverSocket, Socket, Receive, Task> test)
    {
        foreach (var (way, receive) in s_ways)
        {
            foreach (var (origin, adopt) in s_origins)
            {
                var (handle, peer) = ConnectedTo(family, isInline);
                using var _ = peer;
                using var socket = adopt(handle, family);
                try
                {
                    await test(socket, peer, receive);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    throw new InvalidOperationException($"{family}, {origin}, {way}: {exception.Message}", exception);
                }
            }
        }
    }

    /// <summary>Sends while the socket waits, and once more before it does.</summary>
    private static async Task ExpectAsync(DriverSocket socket, Receive receive, string expected, Action send)
    {
        foreach (var isEarly in new[] { true, false })
        {
            if (isEarly)
                send();
            var text = "";
            var received = ReadAsync();
            if (!isEarly)
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(2));
                send();
            }

            var isWhole = await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(5), () => received.OrCancel().AsTask());
            Assert.True(isWhole, $"'{text}' came of '{expected}', and no more.");
            Assert.Equal(expected, text);

            async Task ReadAsync()
            {
                var buffer = new byte[100];
                while (text.Length < expected.Length)
                    text += Encoding.ASCII.GetString(buffer, 0, await receive(socket, buffer));
            }
        }
    }

    private static (SafeSocketHandle Ours, Socket Peer) ConnectedTo(AddressFamily family, bool isInline = false)
    {
        using var listener = new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(family == AddressFamily.Unix ? new UnixDomainSocketEndPoint($"\0rondo-short-{Guid.NewGuid():n}") : new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var peer = new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
        if (family != AddressFamily.Unix)
            peer.NoDelay = true;
        peer.Connect(listener.LocalEndPoint!);
        var accepted = listener.Accept();
        if (isInline)
            accepted.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
        GC.SuppressFinalize(accepted);
        return (accepted.SafeHandle, peer);
    }

    /// <summary>A reader that is told, and takes what is there.</summary>
    private sealed class Told(DriverSocket socket) : ISocketUser
    {
        private TaskCompletionSource? _told;

        public void OnReadable() => _told!.TrySetResult();

        public void OnSent(Exception? failure) => throw new InvalidOperationException("Nothing was sent.");

        internal async Task<int> TakeAsync(byte[] buffer)
        {
            while (true)
            {
                if (socket.TryReceive(buffer) is var taken and >= 0)
                    return taken;
                _told = new TaskCompletionSource();
                socket.WhenReadable(this);
                await _told.Task;
            }
        }
    }
}
