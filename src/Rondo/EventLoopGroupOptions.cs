namespace Rondo;

/// <summary>How an <see cref="EventLoopGroup"/> is set up.</summary>
public sealed class EventLoopGroupOptions
{
    /// <summary>The number of loops, each with a thread of its own.</summary>
    /// <value>Default: one per core that the process may use.</value>
    public int Count { get; init; } = Environment.ProcessorCount;

    /// <summary>How each loop is set up; their names are numbered.</summary>
    public EventLoopOptions Loop { get; init; } = new();
}
