using System.Net.Sockets;
using Rondo.Testing.Network;

namespace Rondo.Web.Tests.Differential;

/// <summary>A connection inside the server's loop: one send is one receive there. On the loop.</summary>
internal sealed class MemoryWire(MemorySocket socket) : IWire
{
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await socket.SendAsync(bytes);
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer);
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return default;
    }
}
