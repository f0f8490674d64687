namespace Rondo;

/// <summary>Why a scope was cancelled; carried by every <see cref="ScopeCanceledException"/> that it raises.</summary>
/// <param name="Kind">The kind of event.</param>
/// <param name="Message">The event, in words.</param>
/// <param name="Cause">The exception that led to it, if there was one.</param>
public sealed record CancelReason(CancelKind Kind, string Message, Exception? Cause = null)
{
    /// <summary>A cancellation that the program asked for, without more being said.</summary>
    public static CancelReason Requested { get; } = new(CancelKind.Requested, "cancellation was requested");

    /// <inheritdoc/>
    public override string ToString() => Message;
}
