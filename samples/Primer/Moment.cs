namespace Primer;

/// <summary>One entry of a <see cref="Timeline"/>.</summary>
/// <param name="Milliseconds">Since its start.</param>
/// <param name="Lane">Which task.</param>
/// <param name="What">What it did.</param>
public sealed record Moment(int Milliseconds, string Lane, string What)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Milliseconds} {Lane}: {What}";
}
