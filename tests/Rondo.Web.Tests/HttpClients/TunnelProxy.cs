using System.Net;
using System.Text;
using Rondo.Http;
using Rondo.IO;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>A proxy on the test's loop that opens tunnels to one target, whatever name the client asks for.</summary>
internal sealed class TunnelProxy(int target) : IDisposable
{
    private readonly TcpListener _listener = TcpListener.Bind("127.0.0.1", 0);

    internal List<string> Heads { get; } = [];

    internal Uri Url => new($"http://127.0.0.1:{_listener.LocalEndPoint.Port}/");

    public void Dispose() => _listener.Dispose();

    internal async Task RunAsync() => await TaskGroup.RunAsync(async group =>
    {
        while (true)
        {
            var connection = await _listener.AcceptAsync();
            group.Start(() => TunnelAsync(connection));
        }
    });

    private async Task TunnelAsync(TcpStream connection)
    {
        await using var client = connection.AsStream();
        var received = new byte[4096];
        var count = await client.ReadAsync(received);
        Heads.Add(Encoding.Latin1.GetString(received, 0, count));
        await using var server = (await TcpStream.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target))).AsStream();
        await client.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
        await Gather.FirstAsync(() => CopyAsync(client, server), () => CopyAsync(server, client));
    }

    private static async Task<bool> CopyAsync(Stream from, Stream to)
    {
        try
        {
            await from.CopyToAsync(to);
        }
        catch (IOException)
        {
            // Either side may end the tunnel as it likes.
        }

        return true;
    }
}
