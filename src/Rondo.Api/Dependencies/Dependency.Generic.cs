using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <inheritdoc cref="Dependency"/>
/// <param name="description">For the docs.</param>
/// <param name="scope">How long its value lives.</param>
/// <param name="create">Binds its parameters and calls it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Dependency<T>(
    DependencyDescription description, DependencyScope scope, Func<DependencyResolver, DependencyFrame, ValueTask<T>> create)
    : Dependency(description, scope)
{
    internal Func<DependencyResolver, DependencyFrame, ValueTask<T>> Create { get; } = create;

    internal override async ValueTask OpenAsync(DependencyResolver call) => await call.ResolveAsync(this);
}
