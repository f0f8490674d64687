namespace Rondo;

/// <summary>One step that held its loop for longer than <see cref="EventLoopOptions.StallThreshold"/>.</summary>
/// <param name="Loop">The loop that stood still.</param>
/// <param name="Duration">How long it has stood so far.</param>
/// <param name="Step">The async method (or callback) that was resumed and has not come back.</param>
/// <param name="Detail">What else is known: what the thread does in the kernel, on Linux.</param>
/// <param name="Stack">Where the step waits synchronously for a task, if that is what was noticed; null for other stalls.</param>
public sealed record StallReport(EventLoop Loop, TimeSpan Duration, string Step, string? Detail, string? Stack = null)
{
    /// <inheritdoc/>
    public override string ToString() => Stack is not null
        ? $"Rondo: loop '{Loop.Name}' waits synchronously for a task (.Result, .Wait() or .GetAwaiter().GetResult()) in {Step}. Nothing else on it runs meanwhile, the task's own continuation included: await the task, or move the call to Offload.RunAsync(...).\n{Stack}"
        : $"Rondo: loop '{Loop.Name}' has been blocked for {DurationText.Of(Duration)} by {Step}"
        + (Detail is null ? "" : $" ({Detail})")
        + ". Nothing else on this loop runs meanwhile: await instead of blocking, or move the work to Offload.RunAsync(...).";
}
