namespace Rondo.Postgres.Wire;

/// <summary>Rows that were copied from the receive buffer and wait for their reader.</summary>
internal sealed class RowPiece
{
    /// <summary>The number of bytes from which on the server waits for the reader.</summary>
    private const int Capacity = 256 * 1024;

    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[4];

    internal int Count { get; private set; }

    internal bool IsFull => Count > 0 && _ends[Count - 1] >= Capacity;

    internal byte[] Bytes => _bytes;

    internal void Add(ReadOnlySpan<byte> row)
    {
        var start = StartOf(Count);
        if (_bytes.Length - start < row.Length)
            Array.Resize(
                ref _bytes, (int)Math.Min(Math.Max(start + (long)row.Length, 2L * Math.Min(_bytes.Length, Capacity)), Array.MaxLength));
        row.CopyTo(_bytes.AsSpan(start));
        if (Count == _ends.Length)
            Array.Resize(ref _ends, 2 * Count);
        _ends[Count++] = start + row.Length;
    }

    internal int StartOf(int row) => row == 0 ? 0 : _ends[row - 1];

    internal int LengthOf(int row) => _ends[row] - StartOf(row);
}
