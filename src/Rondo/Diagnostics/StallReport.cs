namespace Rondo;

/// <summary>One step that held its loop for longer than <see cref="EventLoopOptions.StallThreshold"/>.</summary>
/// <param name="Loop">The loop that stood still.</param>
/// <param name="Duration">How long it has stood so far.</param>
/// <param name="Step">The async method (or callback) that was resumed and has not come back.</param>
/// <param name="Detail">What else is known: what the thread does in the kernel, on Linux.</param>
public sealed record StallReport(EventLoop Loop, TimeSpan Duration, string Step, string? Detail)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"Rondo: loop '{Loop.Name}' has been blocked for {DurationText.Of(Duration)} by {Step}"
        + (Detail is null ? "" : $" ({Detail})")
        + ". Nothing else on this loop runs meanwhile: await instead of blocking, or move the work to Offload.RunAsync(...).";
}
