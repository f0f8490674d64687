using System.Buffers.Binary;
using System.Text;

namespace Rondo.Postgres.Wire;

/// <summary>Reads the fields of one message; beyond its end it reports a damaged message.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly bool IsAtEnd => _rest.IsEmpty;

    internal readonly ReadOnlySpan<byte> Rest => _rest;

    internal byte ReadByte() => Take(1)[0];

    internal short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    internal ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    internal int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    internal uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    internal long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <summary>Reads a text that ends with a zero.</summary>
    internal string ReadText()
    {
        var end = _rest.IndexOf((byte)0);
        if (end < 0)
            throw Damaged();
        var text = Encoding.UTF8.GetString(_rest[..end]);
        _rest = _rest[(end + 1)..];
        return text;
    }

    internal ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw Damaged();
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private readonly PostgresProtocolException Damaged() =>
        new($"A message ends after {_rest.Length} bytes of a field that is longer. The stream from the server is damaged.");
}
