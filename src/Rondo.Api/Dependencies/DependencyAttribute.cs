namespace Rondo.Api;

/// <summary>
/// Makes a static method a dependency: a handler, or another dependency, that has a parameter of the type it returns gets its value.
/// </summary>
/// <remarks>
/// Its parameters are bound as a handler's are. It returns <c>T</c>, <c>Task&lt;T&gt;</c> or <c>ValueTask&lt;T&gt;</c>, or yields
/// one <c>T</c> from an
/// <c>async IAsyncEnumerable&lt;T&gt;</c> method: what follows the <c>yield return</c> runs when its scope has ended well, a
/// <c>finally</c> or
/// <c>await using</c> around it in any case.
/// </remarks>
/// <param name="scope">How long its value lives.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DependencyAttribute(DependencyScope scope = DependencyScope.Handler) : Attribute
{
    /// <summary>How long its value lives.</summary>
    public DependencyScope Scope { get; } = scope;
}
