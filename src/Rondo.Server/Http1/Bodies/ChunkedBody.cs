using System.IO.Pipelines;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Server.Http1.Bodies;

/// <summary>Content in chunks: decoded into a buffer when the app asks for more.</summary>
internal sealed class ChunkedBody : RequestBody
{
    // No task waits at it, it only holds what is decoded and not yet consumed: so no limits and no schedulers. Its blocks are the
    // connection's: of those that one thread rents and another gives back the shared pool keeps few, and the rest are allocated anew.
    private readonly Pipe _decoded;
    private readonly ChunkedDecoder _decoder;
    private long? _limit;
    private long _size;
    private bool _isWriterDone;

    internal ChunkedBody(Http1Exchange exchange)
        : base(exchange)
    {
        _decoder = new ChunkedDecoder(exchange.NewTrailers(), exchange.Head.HeaderBytesLeft, exchange.Head.HeaderCountLeft);
        _decoded = new Pipe(new PipeOptions(
            exchange.Connection.Raw.MemoryPool, PipeScheduler.Inline, PipeScheduler.Inline,
            pauseWriterThreshold: 0, useSynchronizationContext: false));
    }

    internal override bool IsAtEnd => _decoder.IsAtEnd;

    public override void AdvanceTo(SequencePosition consumed) => _decoded.Reader.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => _decoded.Reader.AdvanceTo(consumed, examined);

    internal override void Release()
    {
        _decoded.Writer.Complete();
        _decoded.Reader.Complete();
    }

    protected override void OnBegin(long? limit) => _limit = limit;

    protected override bool TryReadContent(out ReadResult result)
    {
        while (true)
        {
            if (_decoded.Reader.TryRead(out result))
                return true;
            if (!Exchange.Input.TryRead(out var received))
                return false;
            if (Decode(received))
                return _decoded.Reader.TryRead(out result);
        }
    }

    protected override ValueTask<ReadResult> ReadContentAsync(CancellationToken cancellationToken) =>
        TryReadContent(out var result) ? new(result) : Wait(cancellationToken);

    private async ValueTask<ReadResult> Wait(CancellationToken cancellationToken)
    {
        while (true)
        {
            var reading = Exchange.Input.ReadAsync(cancellationToken);
            var received = reading.IsCompleted ? await reading : await Watched(reading);
            if (Decode(received))
            {
                _decoded.Reader.TryRead(out var canceled);
                return new ReadResult(canceled.Buffer, isCanceled: true, isCompleted: false);
            }

            if (_decoded.Reader.TryRead(out var result))
                return result;
        }
    }

    /// <summary>Takes in what was received; true if it was nothing but a wish to stop waiting.</summary>
    private bool Decode(ReadResult received)
    {
        if (received.IsCanceled)
        {
            Exchange.Input.AdvanceTo(received.Buffer.Start);
            ThrowIfTimedOut();
            _decoded.Reader.CancelPendingRead();
            return true;
        }

        var consumed = received.Buffer.Start;
        try
        {
            foreach (var memory in received.Buffer)
            {
                var taken = _decoder.Decode(memory.Span, _decoded.Writer);
                consumed = received.Buffer.GetPosition(taken, consumed);
                if (_decoder.IsAtEnd)
                    break;
            }
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException exception)
        {
            Exchange.Input.AdvanceTo(received.Buffer.Start, received.Buffer.End);
            throw Exchange.Reject(exception);
        }

        var decoded = _decoded.Writer.UnflushedBytes;
        _size += decoded;
        Exchange.Input.AdvanceTo(consumed);
        Received(decoded);
        // A chunk that goes beyond the limit is refused by its size: its data need not come first.
        if (_limit is { } limit && (_size > limit || _decoder.Left > limit - _size))
            throw Exchange.Reject(BadRequest.BodyTooLarge(limit));
        // Without a limit of the pipe's this never waits.
        if (decoded > 0)
            _ = _decoded.Writer.FlushAsync();
        if (_decoder.IsAtEnd)
        {
            if (!_isWriterDone)
            {
                _isWriterDone = true;
                _decoded.Writer.Complete();
                Exchange.TrailersArrived();
            }
        }
        else if (received.IsCompleted)
        {
            throw Exchange.Reject(BadRequest.UnexpectedEnd());
        }

        return false;
    }
}
