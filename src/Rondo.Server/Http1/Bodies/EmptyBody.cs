using System.IO.Pipelines;

namespace Rondo.Server.Http1.Bodies;

/// <summary>The content of a request that has none.</summary>
internal sealed class EmptyBody(Http1Exchange exchange) : RequestBody(exchange)
{
    internal override bool IsAtEnd => true;

    public override void AdvanceTo(SequencePosition consumed)
    {
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
    }

    protected override ValueTask<ReadResult> ReadContentAsync(CancellationToken cancellationToken) =>
        new(new ReadResult(default, isCanceled: false, isCompleted: true));

    protected override bool TryReadContent(out ReadResult result)
    {
        result = new ReadResult(default, isCanceled: false, isCompleted: true);
        return true;
    }
}
