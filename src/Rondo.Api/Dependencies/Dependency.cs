using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Rondo.Api.Runtime;

/// <summary>One dependency function, for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class Dependency
{
    private readonly string? _key;
    private readonly int _hash;

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

    /// <summary>
    /// Names the function and all that it needs, for a function that other assemblies of the app can use. Each of them has
    /// generated code of its own
    /// for it, and all of them share one value. Null means that this object stands for the function; the default.
    /// </summary>
    public string? Key
    {
        get => _key;
        init => (_key, _hash) = (value, value?.GetHashCode(StringComparison.Ordinal) ?? 0);
    }

    /// <summary>Returns whether the other one stands for the same function.</summary>
    /// <param name="obj">The other one.</param>
    public sealed override bool Equals(object? obj) =>
        ReferenceEquals(this, obj) || (_key is not null && obj is Dependency other && _key == other._key);

    /// <summary>Returns a hash of the key.</summary>
    public sealed override int GetHashCode() => _key is null ? RuntimeHelpers.GetHashCode(this) : _hash;

    internal abstract ValueTask OpenAsync(DependencyResolver call);
}
