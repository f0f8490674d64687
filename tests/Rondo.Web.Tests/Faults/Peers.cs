using System.Net.Sockets;
using System.Text;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Faults;

/// <summary>What peers do to a connection, and how a server looks that has got over it.</summary>
internal static class Peers
{
    /// <summary>Ends the connection with a reset instead of an end of stream.</summary>
    internal static void Reset(this NetworkStream stream)
    {
        stream.Socket.LingerState = new LingerOption(true, 0);
        stream.Dispose();
    }

    internal static ValueTask SendAsync(this NetworkStream stream, string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Everything up to the end of the connection, however it ends.</summary>
    internal static async Task<string> ReadAllAsync(this NetworkStream stream)
    {
        var all = new MemoryStream();
        try
        {
            await stream.CopyToAsync(all).WaitAsync(Eventually.Patience);
        }
        catch (IOException)
        {
        }

        return Encoding.ASCII.GetString(all.ToArray());
    }

    /// <summary>Nothing is left of what was: no connection, no task but the one that accepts; and a new request is answered.</summary>
    internal static async Task AssertWellAsync(this ServedApp app)
    {
        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() == 0);
        await Eventually.TrueAsync(() => app.Loops.Loops.Sum(static loop => loop.Statistics.Tasks) == 1); // the listener
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET /well HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.EndsWith("yes", await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience));
    }
}
