using System.Net;
using System.Net.Sockets;
using System.Text;
using Rondo.IO;
using TcpListener = Rondo.IO.TcpListener;

namespace Rondo.Tests.IO;

/// <summary>Reading, writing, half-closing and breaking TCP connections, on every driver.</summary>
public class TcpStreamTests
{
    [LoopFact]
    public Task What_one_side_writes_the_other_reads() => TcpPair.UseAsync(async (client, server) =>
    {
        await client.WriteAsync("hello"u8.ToArray());
        var buffer = new byte[5];
        await server.ReadExactlyAsync(buffer);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer));
        await server.WriteAsync("world!"u8.ToArray());
        var answer = new byte[100];
        var read = await client.ReadAsync(answer);
        Assert.Equal("world!", Encoding.UTF8.GetString(answer, 0, read));
    });
}
