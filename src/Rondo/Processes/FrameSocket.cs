using System.Buffers.Binary;
using System.Net.Sockets;

namespace Rondo.Processes;

/// <summary>Frames over a connection. One thread receives; any thread sends.</summary>
/// <remarks>It blocks: the worker has a thread for nothing else, and so has the pool for each worker.</remarks>
internal sealed class FrameSocket(Socket socket) : IDisposable
{
    private const int Prefix = sizeof(int);
    private const int BufferSize = 64 * 1024;

    private readonly System.Threading.Lock _sending = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;

    internal Socket Socket => socket;

    /// <summary>Sends a frame.</summary>
    /// <exception cref="SocketException">The peer is gone.</exception>
    /// <exception cref="ObjectDisposedException">The connection was closed here.</exception>
    internal void Send(FrameWriter frame)
    {
        lock (_sending)
        {
            var rest = frame.Finish();
            while (!rest.IsEmpty)
                rest = rest[socket.Send(rest)..];
        }
    }

    /// <summary>Waits for a frame.</summary>
    /// <param name="frame">The frame, which the next call overwrites.</param>
    /// <returns>False when the peer is gone, or has sent something that is no frame.</returns>
    internal bool TryReceive(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (!Fill(Prefix))
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
        if (length <= 0 || length > Array.MaxLength)
            return false;
        _start += Prefix;
        if (length <= BufferSize)
        {
            if (!Fill(length))
                return false;
            frame = _buffer.AsSpan(_start, length);
            _start += length;
            return true;
        }

        var large = new byte[length];
        var had = _end - _start;
        _buffer.AsSpan(_start, had).CopyTo(large);
        _start = _end = 0;
        for (var rest = large.AsSpan(had); !rest.IsEmpty;)
        {
            var count = Receive(rest);
            if (count == 0)
                return false;
            rest = rest[count..];
        }

        frame = large;
        return true;
    }

    public void Dispose() => socket.Dispose();

    private bool Fill(int needed)
    {
        if (_end - _start >= needed)
            return true;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        while (_end < needed)
        {
            var count = Receive(_buffer.AsSpan(_end));
            if (count == 0)
                return false;
            _end += count;
        }

        return true;
    }

    private int Receive(Span<byte> buffer)
    {
        try
        {
            return socket.Receive(buffer);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return 0; // reset, or closed here: the end in either case
        }
    }
}
