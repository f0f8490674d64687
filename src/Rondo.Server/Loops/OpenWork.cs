namespace Rondo.Server.Loops;

/// <summary>One thing that a stop waits for.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">A request's method and route, a task's name.</param>
/// <param name="Age">How long it has been open; null where that is not known.</param>
internal sealed record OpenWork(OpenWorkKind Kind, string Name, TimeSpan? Age)
{
    /// <inheritdoc/>
    public override string ToString() =>
        (Kind == OpenWorkKind.Task ? $"task '{Name}'" : Name) + (Age is { } age ? $" ({Seconds(age)})" : "");

    internal static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.0} s");
}
