using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Rondo.Postgres.Tests;

/// <summary>Stands between the driver and the server, and damages what the server sends once it is told to.</summary>
/// <remarks>It has threads of its own, so that it depends on no loop.</remarks>
internal sealed class ServerProxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly int _server;

    internal ServerProxy(int server)
    {
        _server = server;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Start(Accept);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Gets or sets whether each byte of the server travels alone.</summary>
    internal volatile bool IsSplit;

    /// <summary>Gets or sets the damage to the next message of the server: it returns the bytes to send in its place, and null to reset the connection.</summary>
    internal volatile Func<byte[], byte[]?>? Damage;

    /// <summary>Gets or sets the action that gets each piece that the driver writes.</summary>
    internal volatile Action<ReadOnlyMemory<byte>>? Seen;

    /// <summary>Gets or sets the action that is called before each cancel request goes on; it may block.</summary>
    internal volatile Action? Canceling;

    /// <summary>The number of cancel requests that do not reach the server.</summary>
    internal int CancelsToDrop;

    public void Dispose() => _listener.Dispose();

    private static void Start(Action body) => new Thread(() =>
    {
        try
        {
            body();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // One of both sides has ended.
        }
    })
    { IsBackground = true }.Start();

    private void Accept()
    {
        while (true)
        {
            var client = _listener.Accept();
            client.NoDelay = true;
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            server.Connect(IPAddress.Loopback, _server);
            Start(() =>
            {
                using (client)
                using (server)
                    ForwardAnswers(client, server);
            });
            Start(() =>
            {
                var buffer = new byte[8192];
                int count;
                while ((count = client.Receive(buffer)) > 0)
                {
                    var isCancel = IsCancel(buffer.AsSpan(0, count));
                    if (isCancel && Interlocked.Decrement(ref CancelsToDrop) >= 0)
                        break;
                    if (isCancel)
                        Canceling?.Invoke();
                    Seen?.Invoke(buffer.AsMemory(0, count));
                    server.Send(buffer.AsSpan(0, count));
                }

                server.Shutdown(SocketShutdown.Send);
            });
        }
    }

    private static bool IsCancel(ReadOnlySpan<byte> bytes) => bytes.Length >= 16 && BinaryPrimitives.ReadInt32BigEndian(bytes[4..]) == 80877102;

    private void ForwardAnswers(Socket client, Socket server)
    {
        var first = Receive(server, 1);
        while (first[0] == 'N') // no encryption: one byte, which is no message
        {
            client.Send(first);
            first = Receive(server, 1);
        }

        while (true)
        {
            var length = Receive(server, 4);
            byte[] message = [.. first, .. length, .. Receive(server, BinaryPrimitives.ReadInt32BigEndian(length) - 4)];
            if (Damage is { } damage)
            {
                if (damage(message) is not { } damaged)
                {
                    client.LingerState = new LingerOption(true, 0);
                    return;
                }

                message = damaged;
            }

            if (IsSplit)
            {
                foreach (var each in message)
                    client.Send([each]);
            }
            else
            {
                client.Send(message);
            }

            first = Receive(server, 1);
        }
    }

    private static byte[] Receive(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = socket.Receive(bytes.AsSpan(at));
            if (read == 0)
                throw new EndOfStreamException();
            at += read;
        }

        return bytes;
    }
}
