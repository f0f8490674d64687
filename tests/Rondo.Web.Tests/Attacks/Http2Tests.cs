using System.Buffers.Binary;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Differential;
using Rondo.Web.Tests.Faults;
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
    private const int ProtocolError = 1;
    private const int InternalError = 2;
    private const int EnhanceYourCalm = 11;

    /// <summary>Streams: a hundred may be open at once.</summary>
    private const int Many = 2000;

    /// <summary>GET / of http://a, in HPACK's static table and one literal.</summary>
    private static readonly byte[] s_request = [0x82, 0x86, 0x84, 0x41, 1, (byte)'a'];

    [Fact]
    public async Task Row_28_Rapid_resets_end_the_connection()
    {
        var frames = Enumerable.Range(0, Many).SelectMany(static i => (byte[])[.. Http2Request.Frame(Headers, EndStream | EndHeaders, Stream(i), s_request), .. Http2Request.Frame(Reset, 0, Stream(i), [0, 0, 0, 8])]);
        await EndsWithFewHandlersAsync([.. frames]);
    }

    [Fact]
    public async Task Row_29_Resets_that_the_server_is_made_to_send_count_too()
    {
        // More credit than a window may have is an error of the stream, which the server resets while its handler goes on.
        var frames = Enumerable.Range(0, Many).SelectMany(static i => (byte[])[.. Http2Request.Frame(Headers, EndStream | EndHeaders, Stream(i), s_request), .. Http2Request.Frame(WindowUpdate, 0, Stream(i), [0x7F, 0xFF, 0xFF, 0xFF])]);
        await EndsWithFewHandlersAsync([.. frames]);
    }

    [Fact]
    public async Task Row_30_Continuations_with_fields_are_capped()
    {
        byte[] field = [0, 3, (byte)'x', (byte)'-', (byte)'a', 100, .. Enumerable.Repeat((byte)'v', 100)];
        var frames = Enumerable.Range(0, 20_000).SelectMany(_ => Http2Request.Frame(Continuation, 0, 1, field));
        await EndsWithFewHandlersAsync([.. Http2Request.Frame(Headers, EndStream, 1, s_request), .. frames]);
    }

    /// <summary>Kestrel holds nothing of these, and ends them with the time for headers.</summary>
    [Fact]
    public async Task Row_30_Continuations_without_fields_end_with_the_time_for_headers() =>
        await EndsWithFewHandlersAsync([.. Http2Request.Frame(Headers, EndStream, 1, s_request), .. Enumerable.Range(0, 200_000).SelectMany(static _ => Http2Request.Frame(Continuation, 0, 1, []))]);

    /// <summary>Its responses wait for the window of their streams, which the client never opens: 100 streams of it hold their buffers no longer than the rate allows.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task A_client_that_never_opens_the_window_of_its_streams_is_let_go(int streams)
    {
        await using var app = await ServedApp.StartAsync(
            AvailableDrivers.All[0],
            static app => app.Run(static async context =>
            {
                for (var i = 0; i < 100 && !context.RequestAborted.IsCancellationRequested; i++)
                    await context.Response.Body.WriteAsync(new byte[16 * 1024]);
            }),
            build: static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MinResponseDataRate = new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.1))),
            listen: static endpoint => endpoint.Protocols = HttpProtocols.Http2);
        await using var client = await app.ConnectAsync();
        byte[] noWindow = [0, 4, 0, 0, 0, 0];
        var requests = Enumerable.Range(0, streams).SelectMany(static i => Http2Request.Frame(Headers, EndStream | EndHeaders, Stream(i), s_request));
        await client.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Http2Request.Frame(4, 0, 0, noWindow), .. requests]);
        _ = await client.ReadAllAsync();
        client.Dispose();
        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() == 0);
    }

    /// <summary>
    /// The server ends the connection, after no more handlers than twice the limit of streams (each outlives its stream, which is
    /// what makes resets costly). It says why in a GOAWAY, which its abort may overtake, in Kestrel as here.
    /// </summary>
    private static async Task EndsWithFewHandlersAsync(byte[] frames)
    {
        var (end, handlers) = (Eventually.Source(), 0);
        await using var app = await ServedApp.StartAsync(
            AvailableDrivers.All[0],
            app => app.Run(async _ =>
            {
                Interlocked.Increment(ref handlers);
                await end.Task;
            }),
            build: static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1)),
            listen: static endpoint => endpoint.Protocols = HttpProtocols.Http2);
        var error = await SendAsync(app, frames);
        end.SetResult();
        Assert.InRange(handlers, 0, 2 * 100);
        Assert.True(error is null or EnhanceYourCalm or ProtocolError or InternalError, $"GOAWAY says {error}.");
    }

    private static int Stream(int index) => 1 + (2 * index);

    /// <summary>Sends all of it, and reads to the end, which has to come.</summary>
    /// <returns>The error that the server gave for going away; null if it gave none.</returns>
    private static async Task<int?> SendAsync(ServedApp app, byte[] frames)
    {
        await using var client = await app.ConnectAsync();
        var sending = client.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Http2Request.Frame(4, 0, 0, []), .. frames]).AsTask();
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
