using Rondo.Cancellation;

namespace Rondo;

/// <summary>One step that held its loop for longer than <see cref="EventLoopOptions.StallThreshold"/>.</summary>
/// <remarks>
/// A stall that lasts is reported at 1, 2, 4, 8 ... times the threshold, and once more with its duration when it has ended.
/// </remarks>
/// <param name="Loop">The loop that stood still.</param>
/// <param name="Duration">
/// How long it has stood so far, without the time in which its thread was not scheduled, the runtime compiled code, or collected garbage.
/// </param>
/// <param name="Step">The async method (or callback) that was resumed and has not come back.</param>
/// <param name="Detail">Further facts: what the thread does in the kernel, on Linux.</param>
/// <param name="Stack">Where the step waits synchronously for a task, if that is what was noticed; null for other stalls.</param>
public sealed record StallReport(EventLoop Loop, TimeSpan Duration, string Step, string? Detail, string? Stack = null)
{
    /// <summary>
    /// Gets whether the step has ended: <see cref="Duration"/> is the whole stall, to the precision of a quarter of the threshold.
    /// </summary>
    public bool HasEnded { get; init; }

    /// <inheritdoc/>
    public override string ToString() => HasEnded
        ? $"Rondo: loop '{Loop.Name}' runs again. It was blocked for {Rounded} by {Step}."
        : Stack is not null
        ? $"Rondo: loop '{Loop.Name}' waits synchronously for a task (.Result, .Wait() or .GetAwaiter().GetResult()) in "
            + $"{Step}. Nothing else on it runs meanwhile, the task's own continuation included: await the task, or move the "
            + $"call to Offload.RunAsync(...).\n{Stack}"
        : $"Rondo: loop '{Loop.Name}' has been blocked for {Rounded} by {Step}"
        + (Detail is null ? "" : $" ({Detail})")
        + ". Nothing else on this loop runs meanwhile: await instead of blocking, or move the work to Offload.RunAsync(...).";

    /// <summary>Samples are no more precise than that.</summary>
    private string Rounded => DurationText.Of(TimeSpan.FromMilliseconds(Math.Max(1, Math.Round(Duration.TotalMilliseconds))));
}
