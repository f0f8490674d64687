namespace Rondo.IO.Drivers;

/// <summary>A file of one driver. Positional; any number of operations may be in flight.</summary>
internal abstract class DriverFile : IDisposable
{
    /// <summary>Whether it has a length and places. A file without them ignores offsets: it is read and written in order.</summary>
    internal virtual bool CanSeek => true;

    internal abstract long Length { get; }

    internal abstract void SetLength(long length);

    internal abstract ValueTask<int> ReadAsync(Memory<byte> buffer, long offset);

    /// <summary>Writes all of <paramref name="buffer"/>.</summary>
    internal abstract ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset);

    /// <summary>Asks the operating system to put the data on the disk (fsync).</summary>
    internal abstract ValueTask FlushToDiskAsync();

    public abstract void Dispose();
}
