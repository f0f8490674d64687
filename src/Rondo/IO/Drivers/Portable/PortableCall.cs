using Rondo.Core;

namespace Rondo.IO.Drivers.Portable;

/// <summary>A BCL call in flight. Its token stops it; what the BCL then says happened is what happened.</summary>
internal abstract class PortableCall(PortableDriver driver) : Operation
{
    private CancellationTokenSource? _source;

    protected PortableDriver Driver { get; } = driver;

    /// <summary>For the call; one source serves any number of calls until one is cancelled.</summary>
    internal CancellationToken Token => (_source ??= new CancellationTokenSource()).Token;

    /// <summary>Called on the loop when the BCL has finished.</summary>
    internal abstract void Deliver();

    /// <summary>Stops the call because its loop ends.</summary>
    internal void Abandon() => Stop();

    protected override void OnCancel() => Stop();

    private void Stop()
    {
        var source = _source;
        _source = null;
        if (source is not null)
            Handover.Run(static source => source.Cancel(), source);
    }
}
