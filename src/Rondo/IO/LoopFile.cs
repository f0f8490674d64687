using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>
/// A file that is read and written without blocking the loop: through io_uring where that is the driver, by worker threads elsewhere.
/// </summary>
/// <remarks>
/// Belongs to the loop that opened it; every member is for that loop's thread (elsewhere: <see cref="AsStream"/>). Reads and
/// writes with an offset are independent of each other, any number at once; those without one share <see cref="Position"/>
/// and come one after the other. Every wait is a cancellation point; a write that had begun when its scope was cancelled is
/// still carried out, and waited for.
/// </remarks>
public sealed partial class LoopFile : IDisposable, IAsyncDisposable
{
    private readonly DriverFile _file;
    private long _appendEnd;
    private int _appending;
    private int _moving;
    private long _position;
    private bool _disposed;

    private LoopFile(EventLoop loop, DriverFile file, string path, FileAccess access)
    {
        Loop = loop;
        _file = file;
        Path = path;
        Access = access;
    }

    /// <summary>The loop that the file belongs to.</summary>
    public EventLoop Loop { get; }

    /// <summary>The path that it was opened with.</summary>
    public string Path { get; }

    /// <summary>The access for which it was opened.</summary>
    public FileAccess Access { get; }

    /// <summary>
    /// Whether the file has a length and places. A pipe, a terminal and a socket have none: they are read and written in order,
    /// by one reader and
    /// one writer at a time.
    /// </summary>
    public bool CanSeek => File.CanSeek;

    /// <summary>The file's length in bytes.</summary>
    /// <exception cref="NotSupportedException">The file cannot seek.</exception>
    public long Length => File.Length;

    /// <summary>Where the next read or write without an offset takes place, in bytes from the beginning. May lie behind the end.</summary>
    /// <exception cref="NotSupportedException">The file cannot seek.</exception>
    public long Position
    {
        get
        {
            CheckCanSeek();
            return _position;
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            CheckCanSeek();
            _position = value;
        }
    }

    private DriverFile File => _disposed
        ? throw new ObjectDisposedException(
            nameof(LoopFile), $"The file '{Path}' was closed by this program: nothing can be done with it any more.")
        : _file;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Relative to the working directory, or absolute.</param>
    /// <param name="mode">Whether it has to exist, is created or emptied. With <see cref="FileMode.Append"/> the position is at
    /// the end.</param>
    /// <param name="access">Reading, writing or both; default: both, but writing for <see cref="FileMode.Append"/> and reading
    /// for <see cref="FileMode.Open"/>.</param>
    /// <param name="share">The access that others have meanwhile; between programs of other makers a convention only, except on
    /// Windows.</param>
    /// <exception cref="IOException">It does not exist (<see cref="FileNotFoundException"/>), exists already, or is in use; the
    /// message has the path.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a directory, or not allowed.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty or contains a NUL character.</exception>
    /// <remarks>A named pipe is open once another process, or task, has opened its other end. The wait can be cancelled on Linux.</remarks>
    public static async Task<LoopFile> OpenAsync(
        string path, FileMode mode = FileMode.Open, FileAccess? access = null, FileShare share = FileShare.Read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NulCharacter.Refuse(path, nameof(path));
        var driver = LoopDriver.ForCurrent("LoopFile.OpenAsync");
        var granted = access ?? mode switch
        {
            FileMode.Append => FileAccess.Write,
            FileMode.Open => FileAccess.Read,
            _ => FileAccess.ReadWrite,
        };
        // Where to write is decided here, so that several appends may be in flight.
        var file = await FileOpen.OpenAsync(
            driver, path, mode == FileMode.Append ? FileMode.OpenOrCreate : mode, granted, share, FileOptions.None);
        return new LoopFile(
            (EventLoop)driver.Scheduler.Owner, file, path,
            granted)
        { _position = mode == FileMode.Append && file.CanSeek ? file.Length : 0 };
    }

    /// <summary>Reads from a place in the file; <see cref="Position"/> stays.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">Bytes from the beginning.</param>
    /// <returns>The number of bytes; 0 at the end of the file.</returns>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        CheckCanSeek();
        return File.ReadAsync(buffer, offset);
    }

    /// <summary>Reads on from <see cref="Position"/>.</summary>
    /// <param name="buffer">Where to.</param>
    /// <returns>The number of bytes; 0 at the end of the file.</returns>
    /// <exception cref="InvalidOperationException">Another task is reading or writing at the position.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        using var move = new Move(this, isRead: true);
        var read = await File.ReadAsync(buffer, _position);
        _position += read;
        return read;
    }

    /// <summary>Fills <paramref name="buffer"/> from <see cref="Position"/> on.</summary>
    /// <param name="buffer">Where to.</param>
    /// <exception cref="EndOfStreamException">The file ended before the buffer was full; what there was is in it.</exception>
    /// <exception cref="InvalidOperationException">Another task is reading or writing at the position.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = await ReadAsync(buffer[total..]);
            if (read == 0)
                throw new EndOfStreamException($"The file '{Path}' ended after {total} of the {buffer.Length} bytes that were expected.");
            total += read;
        }
    }

    /// <summary>Writes to a place in the file, which grows if need be; <see cref="Position"/> stays.</summary>
    /// <param name="buffer">The bytes to write; all of it is.</param>
    /// <param name="offset">Bytes from the beginning.</param>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        CheckCanSeek();
        return File.WriteAsync(buffer, offset);
    }

    /// <summary>Writes on at <see cref="Position"/>.</summary>
    /// <param name="buffer">The bytes to write; all of it is.</param>
    /// <exception cref="InvalidOperationException">Another task is reading or writing at the position.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer)
    {
        using var move = new Move(this, isRead: false);
        await File.WriteAsync(buffer, _position);
        _position += buffer.Length;
    }

    /// <summary>
    /// Writes at the end of the file; <see cref="Position"/> stays. Any number at once: each gets a place of its own, in the
    /// order of the calls.
    /// </summary>
    /// <param name="buffer">The bytes to write; all of it is.</param>
    /// <remarks>
    /// Atomic among users of this object only: other processes that append to the same file may overwrite, or be overwritten.
    /// </remarks>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> buffer)
    {
        CancelScope.ThrowIfCanceled();
        if (!CanSeek)
        {
            await WriteAsync(buffer);
            return;
        }

        var offset = _appending == 0 ? Length : Math.Max(Length, _appendEnd);
        _appendEnd = offset + buffer.Length;
        _appending++;
        try
        {
            await File.WriteAsync(buffer, offset);
        }
        finally
        {
            _appending--;
        }
    }

    /// <summary>Waits until what was written is on the disk (fsync), and survives a power failure.</summary>
    public ValueTask FlushToDiskAsync() => File.FlushToDiskAsync();

    /// <summary>Cuts the file off or fills it up with zeroes. Never suspends.</summary>
    /// <param name="length">In bytes.</param>
    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        File.SetLength(length);
    }

    /// <summary>This file as a <see cref="Stream"/> that can seek, with this object's <see cref="Position"/>.</summary>
    /// <param name="leaveOpen">Whether disposing of the <see cref="Stream"/> leaves the file open.</param>
    /// <remarks>
    /// Its asynchronous methods may be called on any thread: they do their work on the loop. Synchronous reads and writes refuse.
    /// </remarks>
    public Stream AsStream(bool leaveOpen = false) => new FileLoopStream(this, leaveOpen);

    /// <summary>
    /// Closes. Reads and writes in flight are carried out first, or fail with <see cref="ObjectDisposedException"/>. Again is harmless.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _file.Dispose();
    }

    /// <summary>The same as <see cref="Dispose"/>, and completes at once.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    /// <inheritdoc/>
    public override string ToString() => $"LoopFile {Path}";

    private void CheckCanSeek()
    {
        if (!CanSeek)
            throw new NotSupportedException(
                $"The file '{Path}' cannot seek: it is a pipe, a terminal or a socket. Read and write it in order, without offsets.");
    }

    /// <summary>Holds the position while an operation moves it. Without positions, readers and writers do not meet.</summary>
    private readonly struct Move : IDisposable
    {
        private readonly LoopFile _file;
        private readonly int _what;

        internal Move(LoopFile file, bool isRead)
        {
            _what = file.CanSeek || isRead ? 1 : 2;
            if ((file._moving & _what) != 0)
                throw new InvalidOperationException(
                    $"The file '{file.Path}' is busy: a second task reads or writes at its position while one is at it. Let "
                        + $"one task at a time do so, or give each its own offset.");
            _file = file;
            file._moving |= _what;
        }

        public void Dispose() => _file._moving &= ~_what;
    }
}
