using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Rondo.Processes;

/// <summary>Builds a frame: its length, its kind, and what the kind has.</summary>
internal sealed class FrameWriter : IBufferWriter<byte>
{
    private const int Prefix = sizeof(int);

    private byte[] _buffer = new byte[512];

    internal FrameWriter(FrameKind kind)
    {
        Length = Prefix;
        WriteByte((byte)kind);
    }

    internal int Length { get; private set; }

    /// <summary>Returns the whole frame.</summary>
    internal ReadOnlySpan<byte> Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer, Length - Prefix);
        return _buffer.AsSpan(0, Length);
    }

    internal void WriteByte(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    internal void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(GetSpan(sizeof(int)), value);
        Length += sizeof(int);
    }

    /// <summary>Writes bytes with their length.</summary>
    internal void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        WriteInt32(bytes.Length);
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    internal void WriteString(string text)
    {
        var start = BeginBlock();
        Length += Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        EndBlock(start);
    }

    /// <summary>Begins bytes whose length is known when <see cref="EndBlock"/> is called.</summary>
    internal int BeginBlock()
    {
        WriteInt32(0);
        return Length;
    }

    internal void EndBlock(int start) => SetInt32(start - sizeof(int), Length - start);

    internal void SetByte(int position, byte value) => _buffer[position] = value;

    internal void SetInt32(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(position), value);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Length);
    }

    private void Reserve(int size)
    {
        size = Math.Max(size, 1);
        if (_buffer.Length - Length >= size)
            return;
        var needed = (long)Length + size;
        if (needed > Array.MaxLength)
            throw new IOException($"The values of a call take over {Array.MaxLength} bytes. Write them to a file and send its path.");
        Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Length)));
    }
}
