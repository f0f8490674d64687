using System.Net;
using System.Net.Sockets;

namespace Rondo.Web.Tests.Differential;

/// <summary>A connection over loopback.</summary>
internal sealed class TcpWire : IWire
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private TcpWire()
    {
    }

    internal static async Task<TcpWire> ConnectAsync(EndPoint endPoint)
    {
        var wire = new TcpWire();
        await wire._socket.ConnectAsync(endPoint);
        return wire;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
                bytes = bytes[await _socket.SendAsync(bytes)..];
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
            return await _socket.ReceiveAsync(buffer);
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public void EndSending()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server was faster and has reset it: reading says so.
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }
}
