using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Rondo.Server.Http1.Bodies;

/// <summary>Where the app writes a response's content: to the connection's output, with the framing that the head has announced.</summary>
/// <remarks>
/// Until the response starts the content waits in a buffer of its own: the head is written first, and may change until then.
/// A chunk is written where it will be sent from; its size, known when it ends, goes into room that was left before it.
/// </remarks>
internal sealed class ResponseBody(Http1Exchange exchange) : PipeWriter
{
    private const int ChunkSuffix = 2;

    /// <summary>Early content up to this size is kept in memory that stays with the connection.</summary>
    private const int KeptEarly = 4096;

    private byte[] _early = [];
    private int _earlyLength;
    private Memory<byte> _chunk;
    private int _chunkPrefix;
    private int _chunkLength;
    private long _unflushed;
    private bool _hasLease;

    private PipeWriter Output => exchange.Output;

    internal BodyMode Mode { get; private set; }

    internal bool IsComplete { get; private set; }

    /// <summary>Content bytes that the app has written.</summary>
    internal long Written { get; private set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    internal void Reset()
    {
        Mode = BodyMode.Unstarted;
        IsComplete = false;
        Written = 0;
        _unflushed = 0;
        _hasLease = false;
        CloseEarly();
    }

    /// <summary>The head is decided, and about to be written to the output.</summary>
    internal void Start(BodyMode mode)
    {
        Mode = mode;
        _hasLease = false;
    }

    /// <summary>Writes what was written before the head, which is in the output now.</summary>
    internal void WriteEarly()
    {
        if (_earlyLength > 0 && Mode != BodyMode.None)
            WriteFramed(_early.AsSpan(0, _earlyLength));
        CloseEarly();
    }

    /// <summary>Forgets what was written before the head.</summary>
    internal void DropEarly()
    {
        Written = 0;
        _unflushed = 0;
        CloseEarly();
    }

    /// <summary>The same, and leaves its memory to the handler that still holds it: in a pool it would become another request's.</summary>
    internal void LeaveEarly()
    {
        (_early, _earlyLength) = ([], 0);
        DropEarly();
    }

    /// <summary>The connection is the app's now, perhaps for hours: nothing is written early any more.</summary>
    internal void Shed() => _early = [];

    /// <summary>Nothing can be written any more.</summary>
    internal void MarkComplete() => IsComplete = true;

    /// <summary>Ends the content.</summary>
    internal void End()
    {
        IsComplete = true;
        if (Mode != BodyMode.Chunked)
            return;
        CloseChunk();
        Output.Write("0\r\n"u8);
        exchange.WriteTrailers(Output);
        Output.Write("\r\n"u8);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfComplete();
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        _hasLease = true;
        return Mode switch
        {
            BodyMode.Unstarted or BodyMode.None => GetEarly(sizeHint),
            BodyMode.Plain => Output.GetMemory(sizeHint),
            _ => GetChunk(Math.Max(1, sizeHint)),
        };
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes == 0)
            return;
        if (!_hasLease)
            throw new InvalidOperationException("Invalid ordering of calling StartAsync or CompleteAsync and Advance.");
        exchange.CheckWrite(bytes);
        switch (Mode)
        {
            case BodyMode.Unstarted:
                if (bytes > _early.Length - _earlyLength)
                    throw new ArgumentOutOfRangeException(
                        nameof(bytes), bytes,
                        $"Advance({bytes}) goes beyond the {_early.Length - _earlyLength} bytes that GetMemory gave out.");
                _earlyLength += bytes;
                break;
            case BodyMode.Plain:
                Output.Advance(bytes);
                break;
            case BodyMode.Chunked:
                if (bytes > _chunk.Length - _chunkPrefix - _chunkLength - ChunkSuffix)
                    throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"Advance({bytes}) goes beyond what GetMemory gave out.");
                _chunkLength += bytes;
                break;
        }

        Written += bytes;
        _unflushed += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfComplete();
        if (Mode == BodyMode.Unstarted)
        {
            var starting = exchange.StartResponseAsync();
            if (!starting.IsCompletedSuccessfully)
                return FlushAfter(starting, cancellationToken);
        }

        return Flush(cancellationToken);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        ThrowIfComplete();
        if (Mode == BodyMode.Unstarted)
        {
            var starting = exchange.StartResponseAsync(source.Length);
            if (!starting.IsCompletedSuccessfully)
                return WriteAfter(starting, source, cancellationToken);
        }

        return Write(source, cancellationToken);
    }

    public override void CancelPendingFlush() => Output.CancelPendingFlush();

    /// <summary>Ends the response: what is written after it is the next one's.</summary>
    public override void Complete(Exception? exception = null)
    {
        var completing = exchange.CompleteResponseAsync(exception);
        if (completing.IsCompleted)
            completing.GetAwaiter().GetResult();
        else
            exchange.FinishLater(completing);
    }

    public override ValueTask CompleteAsync(Exception? exception = null) => new(exchange.CompleteResponseAsync(exception));

    /// <summary>Sends what was written; waits while the client takes it too slowly.</summary>
    internal ValueTask<FlushResult> Flush(CancellationToken cancellationToken)
    {
        CloseChunk();
        var flushed = _unflushed;
        _unflushed = 0;
        _hasLease = false;
        var flushing = Output.FlushAsync(cancellationToken);
        return flushing.IsCompleted ? flushing : exchange.Connection.WatchFlush(flushing, flushed);
    }

    private ValueTask<FlushResult> Write(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        exchange.CheckWrite(source.Length);
        Written += source.Length;
        _unflushed += source.Length;
        if (Mode != BodyMode.None && !source.IsEmpty)
            WriteFramed(source.Span);
        return Flush(cancellationToken);
    }

    private async ValueTask<FlushResult> FlushAfter(Task starting, CancellationToken cancellationToken)
    {
        await starting;
        return await Flush(cancellationToken);
    }

    private async ValueTask<FlushResult> WriteAfter(Task starting, ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        await starting;
        return await Write(source, cancellationToken);
    }

    private void WriteFramed(ReadOnlySpan<byte> content)
    {
        if (Mode != BodyMode.Chunked)
        {
            Output.Write(content);
            return;
        }

        CloseChunk();
        Span<byte> size = stackalloc byte[12];
        Utf8Formatter.TryFormat(content.Length, size, out var digits, new StandardFormat('x'));
        "\r\n"u8.CopyTo(size[digits..]);
        Output.Write(size[..(digits + 2)]);
        Output.Write(content);
        Output.Write("\r\n"u8);
    }

    private Memory<byte> GetEarly(int sizeHint)
    {
        var needed = _earlyLength + Math.Max(1, sizeHint);
        if (needed > _early.Length)
        {
            var grown = needed <= KeptEarly ? new byte[needed <= 512 ? 512 : KeptEarly]
                : ArrayPool<byte>.Shared.Rent(Math.Max(needed, _earlyLength * 2));
            _early.AsSpan(0, _earlyLength).CopyTo(grown);
            var length = _earlyLength;
            CloseEarly();
            (_early, _earlyLength) = (grown, length);
        }

        return _early.AsMemory(_earlyLength);
    }

    private void CloseEarly()
    {
        _earlyLength = 0;
        if (_early.Length <= KeptEarly)
            return;
        ArrayPool<byte>.Shared.Return(_early);
        _early = [];
    }

    private Memory<byte> GetChunk(int sizeHint)
    {
        if (_chunk.Length - _chunkPrefix - _chunkLength - ChunkSuffix < sizeHint)
        {
            CloseChunk();
            _chunk = Output.GetMemory(10 + sizeHint + ChunkSuffix);
            _chunkPrefix = Digits(_chunk.Length) + 2;
        }

        return _chunk[(_chunkPrefix + _chunkLength)..^ChunkSuffix];
    }

    private void CloseChunk()
    {
        if (_chunkLength > 0)
        {
            var span = _chunk.Span;
            var digits = Digits(_chunkLength);
            // Room was left for the size that the whole block would have had.
            if (digits + 2 != _chunkPrefix)
                span.Slice(_chunkPrefix, _chunkLength).CopyTo(span[(digits + 2)..]);
            Utf8Formatter.TryFormat(_chunkLength, span, out _, new StandardFormat('x'));
            "\r\n"u8.CopyTo(span[digits..]);
            "\r\n"u8.CopyTo(span[(digits + 2 + _chunkLength)..]);
            Output.Advance(digits + 2 + _chunkLength + ChunkSuffix);
        }

        (_chunk, _chunkLength, _chunkPrefix) = (default, 0, 0);
    }

    private static int Digits(int value) =>
        value <= 0xF ? 1 : value <= 0xFF ? 2 : value <= 0xFFF ? 3 : value <= 0xFFFF ? 4
        : 8 - (System.Numerics.BitOperations.LeadingZeroCount((uint)value) / 4);

    private void ThrowIfComplete()
    {
        if (IsComplete)
            throw new InvalidOperationException("Writing is not allowed after writer was completed.");
    }
}
