using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>One dependency function, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Dependency
{
    private protected Dependency(DependencyDescription description, DependencyScope scope)
    {
        (Description, Scope) = (description, scope);
        description.Source = this;
    }

    /// <summary>The function's name.</summary>
    public string Name => Description.Name;

    /// <summary>For the docs.</summary>
    public DependencyDescription Description { get; }

    /// <summary>How long its value lives.</summary>
    public DependencyScope Scope { get; }

    internal abstract ValueTask OpenAsync(Call call);
}

/// <inheritdoc cref="Dependency"/>
/// <param name="description">For the docs.</param>
/// <param name="scope">How long its value lives.</param>
/// <param name="create">Binds its parameters and calls it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Dependency<T>(DependencyDescription description, DependencyScope scope, Func<Call, DependencyFrame, ValueTask<T>> create) : Dependency(description, scope)
{
    internal Func<Call, DependencyFrame, ValueTask<T>> Create { get; } = create;

    internal override async ValueTask OpenAsync(Call call) => await call.ResolveAsync(this);
}
