using System.Buffers.Binary;
using System.Text;

namespace Rondo.Postgres.Wire;

/// <summary>Writes messages of the protocol into a buffer that grows.</summary>
/// <remarks>https://www.postgresql.org/docs/current/protocol-message-formats.html</remarks>
internal sealed class MessageWriter
{
    private const int KeptCapacity = 64 * 1024;

    private byte[] _bytes = new byte[1024];
    private int _length;
    private int _lengthAt;

    /// <summary>Gets the number of bytes that were written and not cleared.</summary>
    internal int Length => _length;

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Forgets the written bytes, and gives back a buffer that one large statement needed.</summary>
    internal void Clear()
    {
        _length = 0;
        if (_bytes.Length > KeptCapacity)
            _bytes = new byte[1024];
    }

    /// <summary>Drops the bytes behind a position: a message that could not be completed.</summary>
    internal void Truncate(int length) => _length = length;

    internal void Begin(char type)
    {
        WriteByte((byte)type);
        BeginUntyped();
    }

    /// <summary>Begins one of the messages of the start, which have no type.</summary>
    internal void BeginUntyped() => _lengthAt = BeginLength();

    internal void End() => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_lengthAt), _length - _lengthAt);

    /// <summary>Writes a message without content.</summary>
    internal void WriteEmpty(char type)
    {
        Begin(type);
        End();
    }

    /// <summary>Leaves room for a length; see <see cref="EndLength"/>.</summary>
    internal int BeginLength()
    {
        var at = _length;
        Grow(4);
        return at;
    }

    /// <summary>Stores the number of bytes since <see cref="BeginLength"/>, without the length itself.</summary>
    internal void EndLength(int at) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(at), _length - at - 4);

    internal void WriteByte(byte value) => Grow(1)[0] = value;

    internal void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Grow(2), value);

    internal void WriteUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Grow(2), value);

    internal void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Grow(4), value);

    internal void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Grow(4), value);

    internal void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Grow(8), value);

    internal void WriteDouble(double value) => BinaryPrimitives.WriteDoubleBigEndian(Grow(8), value);

    internal void WriteSingle(float value) => BinaryPrimitives.WriteSingleBigEndian(Grow(4), value);

    internal void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Grow(bytes.Length));

    internal void WriteText(ReadOnlySpan<char> text)
    {
        var target = Grow(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, target);
    }

    /// <summary>Writes a text that ends with a zero.</summary>
    internal void WriteZeroTerminated(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("A text of the protocol has a NUL character, which ends texts in it. Remove it.");
        WriteText(text);
        WriteByte(0);
    }

    private Span<byte> Grow(int count)
    {
        var needed = checked(_length + count);
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        var span = _bytes.AsSpan(_length, count);
        _length = needed;
        return span;
    }
}
