using System.Buffers.Binary;
using System.Text;

namespace Rondo.Processes;

/// <summary>Takes a frame apart.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> frame)
{
    private ReadOnlySpan<byte> _rest = frame;

    internal FrameKind ReadKind() => (FrameKind)ReadByte();

    internal byte ReadByte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    internal int ReadInt32()
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(_rest);
        _rest = _rest[sizeof(int)..];
        return value;
    }

    internal ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadInt32();
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }

    internal string ReadString() => Encoding.UTF8.GetString(ReadBytes());
}
