using System.Buffers.Binary;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Differential;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Attacks;

/// <summary>HTTP/2 is Kestrel's: its defences hold on Rondo's connections.</summary>
public class Http2Tests
{
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte GoAway = 7;
    private const byte WindowUpdate = 8;
    private const byte Continuation = 9;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;
    private const int EnhanceYourCalm = 11;

    /// <summary>GET / of http://a, in HPACK's static table and one literal.</summary>
    private static readonly byte[] s_request = [0x82, 0x86, 0x84, 0x41, 1, (byte)'a'];

    [Fact]
    public async Task Row_28_Rapid_resets_end_the_connection()
    {
        await using var app = await StartAsync(out var end);
        var frames = Enumerable.Range(0, 2000).SelectMany(static i => (byte[])[.. Frame(Headers, EndStream | EndHeaders, Stream(i), s_request), .. Frame(Reset, 0, Stream(i), [0, 0, 0, 8])]);
        Assert.Equal(EnhanceYourCalm, await SendAsync(app, [.. frames]));
        end.SetResult();
    }

    [Fact]
    public async Task Row_29_Resets_that_the_server_is_made_to_send_count_too()
    {
        await using var app = await StartAsync(out var end);
        // More credit than a window may have is an error of the stream, which the server resets while its handler goes on.
        var frames = Enumerable.Range(0, 2000).SelectMany(static i => (byte[])[.. Frame(Headers, EndStream | EndHeaders, Stream(i), s_request), .. Frame(WindowUpdate, 0, Stream(i), [0x7F, 0xFF, 0xFF, 0xFF])]);
        Assert.Equal(EnhanceYourCalm, await SendAsync(app, [.. frames]));
        end.SetResult();
    }

    [Fact]
    public async Task Row_30_Continuations_with_fields_are_capped()
    {
        await using var app = await StartAsync(out var end);
        byte[] field = [0, 3, (byte)'x', (byte)'-', (byte)'a', 100, .. Enumerable.Repeat((byte)'v', 100)];
        var frames = Enumerable.Range(0, 20_000).SelectMany(_ => Frame(Continuation, 0, 1, field));
        Assert.True(await SendAsync(app, [.. Frame(Headers, EndStream, 1, s_request), .. frames]) is not null, "The connection ended without a reason.");
        end.SetResult();
    }

    /// <summary>The handler outlives its stream, which is what makes resets costly.</summary>
    private static Task<ServedApp> StartAsync(out TaskCompletionSource end)
    {
        var ended = end = Eventually.Source();
        return ServedApp.StartAsync(
            AvailableDrivers.All[0],
            app => app.Run(async _ => await ended.Task),
            listen: static endpoint => endpoint.Protocols = HttpProtocols.Http2);
    }

    private static int Stream(int index) => 1 + (2 * index);

    private static byte[] Frame(byte type, int flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, (byte)flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    /// <summary>Sends all of it, and reads to the end.</summary>
    /// <returns>The error that the server gave for going away; null if it gave none.</returns>
    private static async Task<int?> SendAsync(ServedApp app, byte[] frames)
    {
        await using var client = await app.ConnectAsync();
        var sending = client.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0, []), .. frames]).AsTask();
        int? error = null;
        try
        {
            var head = new byte[9];
            while (true)
            {
                await client.ReadExactlyAsync(head).AsTask().WaitAsync(Eventually.Patience);
                var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8 & 0xFFFFFF];
                await client.ReadExactlyAsync(payload).AsTask().WaitAsync(Eventually.Patience);
                if (head[3] == GoAway)
                    error = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4));
            }
        }
        catch (IOException)
        {
            // The end, or a reset by what was not read.
        }

        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return error;
    }
}
