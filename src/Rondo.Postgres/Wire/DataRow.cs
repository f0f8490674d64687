using System.Buffers.Binary;

namespace Rondo.Postgres.Wire;

/// <summary>The current row, in place in the receive buffer. It is valid until the next message is read.</summary>
internal sealed class DataRow
{
    private byte[] _bytes = [];
    private int _start;
    private int _length;
    private int[] _starts = new int[16];
    private int[] _lengths = new int[16];

    /// <summary>Gets the number of columns.</summary>
    internal int Count { get; private set; }

    /// <summary>Gets all columns, as the message has them.</summary>
    internal ReadOnlySpan<byte> Content => _bytes.AsSpan(_start, _length);

    internal bool IsNull(int ordinal) => _lengths[Checked(ordinal)] < 0;

    /// <summary>Returns the bytes of a column that is not null.</summary>
    internal ReadOnlySpan<byte> this[int ordinal] => _bytes.AsSpan(_starts[Checked(ordinal)], Math.Max(0, _lengths[ordinal]));

    /// <summary>Finds the columns of a row.</summary>
    /// <exception cref="PostgresProtocolException">The row ends before its columns do.</exception>
    internal void Set(byte[] bytes, int start, int length, int columns)
    {
        var end = start + length;
        var count = length < 2 ? -1 : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(start));
        if (count != columns)
            throw new PostgresProtocolException(
                $"A row has {count} columns, and its statement {columns}. The stream from the server is damaged.");
        if (count > _starts.Length)
            (_starts, _lengths) = (new int[count], new int[count]);
        (_bytes, _start, _length, Count) = (bytes, start, length, count);
        var at = start + 2;
        for (var i = 0; i < count; i++)
        {
            var size = end - at < 4 ? int.MinValue : BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            at += 4;
            if (size < -1 || size > end - at)
                throw new PostgresProtocolException(
                    $"Column {i + 1} of a row is longer than the row. The stream from the server is damaged.");
            (_starts[i], _lengths[i]) = (at, size);
            at += Math.Max(0, size);
        }
    }

    /// <summary>Sets a row of one column: an element of an array.</summary>
    internal void Set(byte[] value)
    {
        (_bytes, Count) = (value, 1);
        (_starts[0], _lengths[0]) = (0, value.Length);
    }

    private int Checked(int ordinal) =>
        (uint)ordinal < (uint)Count ? ordinal
        : throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, "The row has no such column.");
}
