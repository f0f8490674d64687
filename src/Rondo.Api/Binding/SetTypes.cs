using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Rondo.Api.Binding;

/// <summary>Tells the collections that hold no item twice.</summary>
internal static class SetTypes
{
    /// <summary>Returns the set that an <see cref="IReadOnlySet{T}"/> is read as; null for any other type.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type parameter demands nothing.")]
    internal static Type? SetOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlySet<>) && RuntimeFeature.IsDynamicCodeSupported
            ? typeof(HashSet<>).MakeGenericType(type.GenericTypeArguments)
            : null;

    /// <summary>Returns whether the type is a set.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The interfaces of a type whose values are sent are kept.")]
    internal static bool Contain(Type type) => Array.Exists([type, .. type.GetInterfaces()], static each => each.IsGenericType
        && each.GetGenericTypeDefinition() is var definition && (definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>)
            || definition == typeof(System.Collections.Immutable.IImmutableSet<>)));
}
