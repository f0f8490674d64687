using System.Net.WebSockets;
using System.Text;
using CsCheck;
using Rondo.Server.WebSockets;
using Rondo.Server.WebSockets.Deflate;

namespace Rondo.Web.Tests.WebSockets;

/// <summary>Compressed messages between the BCL's client and our server.</summary>
public class DeflateTests(IdleLoop idle) : IClassFixture<IdleLoop>
{
    public static TheoryData<bool, bool, int, int> Parameters()
    {
        var data = new TheoryData<bool, bool, int, int>();
        for (var bits = 9; bits <= 15; bits++)
        {
            data.Add(false, false, bits, bits);
            data.Add(true, true, bits, 24 - bits);
        }

        data.Add(true, false, 15, 15);
        data.Add(false, true, 15, 15);
        return data;
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task Messages_arrive_as_they_were_sent(bool serverNoContext, bool clientNoContext, int serverBits, int clientBits)
    {
        var wire = new Wire(idle.Loop);
        using var server = wire.Server(new LoopWebSocketOptions { Deflate = new DeflateParameters(serverNoContext, clientNoContext, serverBits, clientBits) });
        using var client = wire.Client(new WebSocketDeflateOptions
        {
            ServerContextTakeover = !serverNoContext,
            ClientContextTakeover = !clientNoContext,
            ServerMaxWindowBits = serverBits,
            ClientMaxWindowBits = clientBits,
        });
        var random = new Random(serverBits * 100 + clientBits);
        for (var round = 0; round < 60; round++)
        {
            var message = Message(random, round);
            await Transfer(client, server, message, random);
            await Transfer(server, client, message, random);
        }

        await Task.WhenAll(client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default), server.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default)).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Sockets_that_share_a_compressor_share_nothing_of_their_messages()
    {
        // A secret that one socket sent must not be referred to in what another one sends.
        var deflate = new DeflateParameters(ServerNoContextTakeover: true, ServerMaxWindowBits: 14);
        var first = new Wire(idle.Loop);
        using var one = first.Server(new LoopWebSocketOptions { Deflate = deflate });
        var second = new Wire(idle.Loop);
        using var other = second.Server(new LoopWebSocketOptions { Deflate = deflate });
        var secret = new byte[5000];
        new Random(5).NextBytes(secret);
        for (var i = 0; i < 20; i++)
        {
            await one.SendAsync(secret.AsMemory(), WebSocketMessageType.Binary, true, default);
            await one.SendAsync(secret.AsMemory(0, 10), WebSocketMessageType.Binary, false, default);
            await one.SendAsync(default(ReadOnlyMemory<byte>), WebSocketMessageType.Binary, true, default);
            await other.SendAsync(secret.AsMemory(), WebSocketMessageType.Binary, true, default);
            Assert.InRange(second.Sent().Length, 5000, 5100);
        }
    }

    [Fact]
    public async Task What_does_not_get_smaller_is_sent_as_it_is_where_messages_stand_by_themselves()
    {
        var wire = new Wire(idle.Loop);
        using var server = wire.Server(new LoopWebSocketOptions { Deflate = new DeflateParameters(ServerNoContextTakeover: true) });
        await server.SendAsync("x"u8.ToArray().AsMemory(), WebSocketMessageType.Text, true, default);
        Assert.Equal("810178", wire.SentHex());
        await server.SendAsync(Encoding.UTF8.GetBytes(new string('x', 1000)).AsMemory(), WebSocketMessageType.Text, true, default);
        var compressed = wire.Sent();
        Assert.Equal(0xC1, compressed[0]);
        Assert.InRange(compressed.Length, 5, 30);
    }

    [Fact]
    public async Task A_message_may_ask_not_to_be_compressed_in_all_its_parts()
    {
        var wire = new Wire(idle.Loop);
        using var server = wire.Server(new LoopWebSocketOptions { Deflate = new DeflateParameters() });
        await server.SendAsync("aaaa"u8.ToArray(), WebSocketMessageType.Text, WebSocketMessageFlags.DisableCompression, default);
        await Assert.ThrowsAsync<ArgumentException>("messageFlags", async () => await server.SendAsync("aaaa"u8.ToArray(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, default));
        await server.SendAsync("aaaa"u8.ToArray(), WebSocketMessageType.Text, WebSocketMessageFlags.DisableCompression | WebSocketMessageFlags.EndOfMessage, default);
        Assert.Equal("0104616161618004" + "61616161", wire.SentHex());
    }

    [Fact]
    public Task Any_message_in_any_parts_and_any_room_comes_through() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 20_000], Gen.Int[1, 3000], Gen.Bool, Gen.Int[9, 15]).SampleAsync(async (kind, length, room, noContext, bits) =>
        {
            var random = new Random(length);
            var message = Message(random, kind)[..Math.Min(length, Message(new Random(length), kind).Length)];
            var wire = new Wire(idle.Loop);
            using var server = wire.Server(new LoopWebSocketOptions { Deflate = new DeflateParameters(noContext, noContext, bits, bits) });
            using var client = wire.Client(new WebSocketDeflateOptions { ClientContextTakeover = !noContext, ServerContextTakeover = !noContext, ClientMaxWindowBits = bits, ServerMaxWindowBits = bits });
            for (var i = 0; i < 3; i++)
            {
                await Transfer(client, server, message, random, room);
                await Transfer(server, client, message, random, room);
            }
        }, iter: 300, threads: 1);

    [Fact]
    public async Task Issue_what_is_left_in_the_inflater_needs_no_more_input_to_come_out()
    {
        var wire = new Wire(idle.Loop);
        using var server = wire.Server(new LoopWebSocketOptions { Deflate = new DeflateParameters() });
        using var client = wire.Client(new WebSocketDeflateOptions());
        await client.SendAsync(new byte[10_000].AsMemory(), WebSocketMessageType.Binary, true, default);
        var total = 0;
        var buffer = new byte[100];
        while (true)
        {
            var receiving = server.ReceiveAsync(buffer.AsMemory(), default);
            Assert.True(receiving.IsCompleted, $"{total} bytes came, and then nothing.");
            var result = await receiving;
            total += result.Count;
            if (result.EndOfMessage)
                break;
        }

        Assert.Equal(10_000, total);
    }

    private static byte[] Message(Random random, int round)
    {
        var text = new StringBuilder();
        switch (round % 6)
        {
            case 0:
                break;
            case 1:
                text.Append("{\"id\":").Append(random.Next()).Append(",\"name\":\"wörld\"}");
                break;
            case 2:
                var bytes = new byte[random.Next(70_000)];
                random.NextBytes(bytes);
                return bytes;
            case 3:
                text.Append('z', random.Next(100_000));
                break;
            case 4:
                for (var i = 0; i < 2000; i++)
                    text.Append("lorem ipsum dolor sit amet ".AsSpan(random.Next(20)));
                break;
            default:
                return [(byte)random.Next(256)];
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task Transfer(WebSocket from, WebSocket to, byte[] message, Random random, int? room = null)
    {
        var sent = 0;
        var parts = random.Next(1, 4);
        for (var part = 1; part <= parts; part++)
        {
            var length = part == parts ? message.Length - sent : random.Next(message.Length - sent + 1);
            await from.SendAsync(message.AsMemory(sent, length), WebSocketMessageType.Binary, part == parts, default);
            sent += length;
        }

        var received = new byte[message.Length + 1];
        var total = 0;
        while (true)
        {
            var result = await to.ReceiveAsync(received.AsMemory(total, Math.Min(received.Length - total, room ?? random.Next(1, 5000))), default).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            total += result.Count;
            if (result.EndOfMessage)
                break;
        }

        Assert.Equal(message, received[..total]);
    }
}
