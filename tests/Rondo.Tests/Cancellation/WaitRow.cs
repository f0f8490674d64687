namespace Rondo.Tests.Cancellation;

/// <summary>One operation that waits without end.</summary>
/// <param name="Name">Its type and name, and after a space the circumstances.</param>
/// <param name="Prepare">Makes the peer, adds to the list what must be closed, and returns the wait.</param>
internal sealed record WaitRow(string Name, Func<List<IDisposable>, Task<Func<Task>>> Prepare)
{
    /// <summary>Whether another process has to be scheduled and ended before the wait ends.</summary>
    internal bool EndsProcess => Name.StartsWith("ChildProcess.", StringComparison.Ordinal);

    /// <summary>A wait that needs no peer.</summary>
    internal static WaitRow Of(string name, Func<Func<Task>> wait) => new(name, _ => Task.FromResult(wait()));
}
