using System.Net.Sockets;

namespace Rondo.Testing.Network;

/// <summary>Bytes on their way from one socket to another, in a buffer of fixed size, as in a kernel. On one loop's thread.</summary>
internal sealed class MemoryPipe(int capacity)
{
    private byte[] _bytes = new byte[Math.Min(capacity, 4096)];
    private int _start;
    private int _count;
    private bool _ended;
    private SocketError _readError;
    private SocketError _writeError;

    /// <summary>The reader that waits for bytes.</summary>
    internal MemoryOperation? Reader { get; set; }

    /// <summary>The writer that waits for room.</summary>
    internal MemoryOperation? Writer { get; set; }

    internal bool IsReadable => _count > 0 || _ended || _readError != SocketError.Success;

    internal bool IsWritable => _count < capacity || _writeError != SocketError.Success;

    /// <summary>Reads what is there. An empty buffer only asks whether there is something.</summary>
    /// <returns>False: nothing yet.</returns>
    internal bool TryRead(Span<byte> buffer, out int read, out SocketError error)
    {
        read = 0;
        error = _readError;
        if (error != SocketError.Success)
            return true;
        if (_count == 0)
            return _ended;
        while (read < buffer.Length && _count > 0)
        {
            var piece = Math.Min(Math.Min(buffer.Length - read, _count), _bytes.Length - _start);
            _bytes.AsSpan(_start, piece).CopyTo(buffer[read..]);
            read += piece;
            _count -= piece;
            _start = _count == 0 ? 0 : (_start + piece) % _bytes.Length;
        }

        if (read > 0)
            Writer?.Attempt();
        return true;
    }

    /// <summary>Takes as much as there is room for.</summary>
    internal int Write(ReadOnlySpan<byte> buffer, out SocketError error)
    {
        error = _writeError;
        if (error != SocketError.Success)
            return 0;
        var taken = Math.Min(buffer.Length, capacity - _count);
        if (_count + taken > _bytes.Length)
            Grow(_count + taken);
        for (var rest = buffer[..taken]; rest.Length > 0;)
        {
            var end = (_start + _count) % _bytes.Length;
            var piece = Math.Min(rest.Length, _bytes.Length - end);
            rest[..piece].CopyTo(_bytes.AsSpan(end));
            _count += piece;
            rest = rest[piece..];
        }

        if (taken > 0)
            Reader?.Attempt();
        return taken;
    }

    /// <summary>The writer has finished: the reader gets what is left, then the end.</summary>
    internal void EndWriting(SocketError laterWrites)
    {
        _ended = true;
        Break(ref _writeError, laterWrites);
        Writer?.Attempt();
        Reader?.Attempt();
    }

    /// <summary>The reader has gone: nobody takes what is here, and the writer learns of it.</summary>
    internal void EndReading()
    {
        _count = 0;
        Break(ref _writeError, SocketError.ConnectionReset);
        Writer?.Attempt();
    }

    /// <summary>Both sides learn that the connection is gone.</summary>
    internal void Reset()
    {
        _count = 0;
        Break(ref _readError, SocketError.ConnectionReset);
        Break(ref _writeError, SocketError.ConnectionReset);
        Writer?.Attempt();
        Reader?.Attempt();
    }

    private static void Break(ref SocketError error, SocketError by)
    {
        if (error == SocketError.Success)
            error = by;
    }

    private void Grow(int wanted)
    {
        var larger = new byte[Math.Min(capacity, Math.Max(wanted, _bytes.Length * 2))];
        var first = Math.Min(_count, _bytes.Length - _start);
        _bytes.AsSpan(_start, first).CopyTo(larger);
        _bytes.AsSpan(0, _count - first).CopyTo(larger.AsSpan(first));
        _bytes = larger;
        _start = 0;
    }
}
