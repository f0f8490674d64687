using System.Buffers.Binary;

namespace Rondo.Postgres.Wire;

/// <summary>Received bytes, taken apart into messages in place.</summary>
/// <remarks>It grows with the bytes that arrive, never with a length that only was announced.</remarks>
internal sealed class MessageBuffer
{
    private const int Capacity = 8 * 1024;
    private const int HeaderLength = 5;

    /// <summary>PostgreSQL's own limit of a message is a gigabyte.</summary>
    private const int MostLength = 0x4000_0000;

    private byte[] _bytes = new byte[Capacity];
    private int _start;
    private int _end;

    /// <summary>Gets the array in which the last message lies, until <see cref="Free"/> is used.</summary>
    internal byte[] Bytes => _bytes;

    /// <summary>Returns room for at least one more byte, moving what is left to the front.</summary>
    internal Memory<byte> Free()
    {
        var rest = _end - _start;
        if (rest == 0 && _bytes.Length > Capacity)
            _bytes = new byte[Capacity];
        else if (rest > 0 && _end == _bytes.Length)
            MakeRoom(rest);
        if (rest == 0 || _start == 0)
            (_start, _end) = (0, rest);
        return _bytes.AsMemory(_end);
    }

    internal void Add(int count) => _end += count;

    /// <summary>Returns the next message that has arrived as a whole.</summary>
    /// <param name="type">The message's type.</param>
    /// <param name="start">The start of its content in <see cref="Bytes"/>.</param>
    /// <param name="length">The length of its content.</param>
    /// <exception cref="PostgresProtocolException">The length is none.</exception>
    internal bool TryRead(out char type, out int start, out int length)
    {
        (type, start, length) = ('\0', _start + HeaderLength, 0);
        if (_end - _start < HeaderLength)
            return false;
        type = (char)_bytes[_start];
        var announced = BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(_start + 1));
        if (announced is < 4 or > MostLength)
        {
            throw new PostgresProtocolException(
                $"A message of type 0x{(int)type:x2} announces a length of {announced} bytes. The server is no PostgreSQL "
                    + $"server, or the stream is damaged.");
        }

        length = announced - 4;
        if (_end - start < length)
            return false;
        _start = start + length;
        return true;
    }

    private void MakeRoom(int rest)
    {
        if (rest > _bytes.Length / 2)
        {
            var larger = new byte[(int)Math.Min(2L * _bytes.Length, Array.MaxLength)];
            _bytes.AsSpan(_start, rest).CopyTo(larger);
            _bytes = larger;
        }
        else
        {
            _bytes.AsSpan(_start, rest).CopyTo(_bytes);
        }

        (_start, _end) = (0, rest);
    }
}
