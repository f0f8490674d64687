namespace Rondo.Tasks;

/// <summary>A loop, to tasks that nothing else owns.</summary>
internal interface IRootGroup
{
    /// <summary>Gets the group of detached tasks, which is drained when the loop ends.</summary>
    TaskGroup RootGroup { get; }
}
