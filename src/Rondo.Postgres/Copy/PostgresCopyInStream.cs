using Rondo.Postgres.Copy;
using Rondo.Postgres.Sessions;

namespace Rondo.Postgres;

/// <summary>Sends the data of COPY FROM STDIN, in the format that the statement names.</summary>
/// <remarks>Await <see cref="CompleteAsync"/> at the end: a stream that is disposed of before stores nothing.</remarks>
public sealed partial class PostgresCopyInStream : Stream
{
    private readonly CopyRun _run;
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _length;

    internal PostgresCopyInStream(CopyRun run) => _run = run;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the copy: the server stores the rows.</summary>
    /// <param name="cancellationToken">The token.</param>
    /// <returns>The number of rows.</returns>
    /// <exception cref="PostgresException">The server refused the data.</exception>
    public async Task<long> CompleteAsync(CancellationToken cancellationToken = default)
    {
        Hop.ClearContext();
        await EndRowsAsync(cancellationToken);
        await FlushAsync(cancellationToken);
        return await _run.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Hop.ClearContext();
        while (buffer.Length > 0)
        {
            if (_length == _buffer.Length)
                await FlushAsync(cancellationToken);
            var count = Math.Min(buffer.Length, _buffer.Length - _length);
            buffer.Span[..count].CopyTo(_buffer.AsSpan(_length));
            _length += count;
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        Hop.ClearContext();
        if (_length == 0)
            return;
        var data = _buffer.AsMemory(0, _length);
        _length = 0;
        await _run.WriteAsync(data, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Hop.Wait("Write", async () =>
    {
        await WriteAsync(buffer.AsMemory(offset, count));
        return true;
    });

    /// <summary>Does nothing: data leaves with the next full buffer, with FlushAsync and with CompleteAsync.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Hop.ClearContext();
        await _run.CloseAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _run.CloseInBackground();
        base.Dispose(disposing);
    }
}
