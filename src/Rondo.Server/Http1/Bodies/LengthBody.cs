using System.Buffers;
using System.IO.Pipelines;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Server.Http1.Bodies;

/// <summary>Content of a known length: read where it lies in the connection's input.</summary>
internal sealed class LengthBody(Http1Exchange exchange) : RequestBody(exchange)
{
    private long _left;
    private long _counted;
    private ReadOnlySequence<byte> _lent;
    private bool _isAllHere;

    internal override bool IsAtEnd => _left == 0;

    internal override long Left => _left;

    internal void Reset(long length)
    {
        Reset();
        (_left, _counted, _lent, _isAllHere) = (length, 0, default, false);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_left == 0)
            return;
        var taken = _lent.Slice(0, consumed).Length;
        _left -= taken;
        _counted -= taken;
        _lent = default;
        // When all of it is here, a wait for more would be for the next request: so what was only examined is offered again.
        Exchange.Input.AdvanceTo(consumed, _isAllHere ? consumed : examined);
    }

    protected override void OnBegin(long? limit)
    {
        if (_left > limit)
            throw Exchange.Reject(BadRequest.BodyTooLarge(limit.Value));
    }

    protected override ValueTask<ReadResult> ReadContentAsync(CancellationToken cancellationToken)
    {
        if (_left == 0)
            return new(new ReadResult(default, isCanceled: false, isCompleted: true));
        var reading = Exchange.Input.ReadAsync(cancellationToken);
        return reading.IsCompletedSuccessfully ? new(Lend(reading.Result)) : Wait(reading);
    }

    protected override bool TryReadContent(out ReadResult result)
    {
        if (_left == 0)
        {
            result = new ReadResult(default, isCanceled: false, isCompleted: true);
            return true;
        }

        if (!Exchange.Input.TryRead(out result))
            return false;
        result = Lend(result);
        return true;
    }

    private async ValueTask<ReadResult> Wait(ValueTask<ReadResult> reading) => Lend(await Watched(reading));

    private ReadResult Lend(ReadResult result)
    {
        _isAllHere = result.Buffer.Length >= _left;
        if (result.IsCanceled)
        {
            ThrowIfTimedOut();
            _lent = _isAllHere ? result.Buffer.Slice(0, _left) : result.Buffer;
            return new ReadResult(_lent, isCanceled: true, isCompleted: false);
        }

        if (!_isAllHere && result.IsCompleted)
        {
            Exchange.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            throw Exchange.Reject(BadRequest.UnexpectedEnd());
        }

        _lent = _isAllHere ? result.Buffer.Slice(0, _left) : result.Buffer;
        Received(_lent.Length - _counted);
        _counted = _lent.Length;
        return new ReadResult(_lent, isCanceled: false, isCompleted: _isAllHere);
    }
}
