using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>A client that pipelines many requests had all of those in a block of its input served in one step: every other client of the loop waited.</summary>
public class PipeliningFairnessTests
{
    private const int Pipelined = 500;

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_pipelines_gives_way_to_others(string driver)
    {
        var served = 0;
        var servedBeforeOther = -1;
        Socket? other = null;
        Uri? address = null;
        await using var app = await ServedApp.StartAsync(
            driver,
            app =>
            {
                app.MapGet("/w", () =>
                {
                    if (served++ == 0)
                        other = Ask(address!);
                    // A millisecond of work, whatever the machine makes of it.
                    for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromMilliseconds(1);)
                        Thread.SpinWait(10);
                    return "";
                });
                app.MapGet("/other", () => (servedBeforeOther = served).ToString(System.Globalization.CultureInfo.InvariantCulture));
            });
        address = app.Address;
        await using var stream = await app.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("GET /w HTTP/1.1\r\nHost: a\r\n\r\n", Pipelined))));
        for (var i = 0; i < Pipelined; i++)
            await RawHttp.ReadResponseAsync(stream);
        other?.Dispose();
        Assert.Equal(Pipelined, served);
        // A block of input holds 146 of these requests; accepting and reading takes the loop a handful of turns.
        Assert.InRange(servedBeforeOther, 1, 60);
    }

    /// <summary>From within the first request, so that this client waits while all others are still to be served.</summary>
    private static Socket Ask(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(address.Host, address.Port);
        socket.Send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n"u8);
        return socket;
    }
}
