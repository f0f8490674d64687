using Rondo.Postgres.Sessions;

namespace Rondo.Postgres.Copy;

/// <summary>Reads the data of COPY TO STDOUT, in the format that the statement names. A slow reader makes the server wait.</summary>
internal sealed class PostgresCopyOutStream(CopyRun run) : Stream
{
    private ReadOnlyMemory<byte> _rest;
    private bool _isAtEnd;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Hop.ClearContext();
        if (buffer.IsEmpty)
            return 0;
        while (_rest.IsEmpty && !_isAtEnd)
        {
            if (await run.TakeAsync(cancellationToken) is { } piece)
                _rest = piece.Bytes.AsMemory(0, piece.StartOf(piece.Count));
            else
                _isAtEnd = true;
        }

        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        Hop.Wait("Read", () => ReadAsync(buffer, offset, count, CancellationToken.None));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        Hop.ClearContext();
        await run.CloseAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            run.CloseInBackground();
        base.Dispose(disposing);
    }
}
