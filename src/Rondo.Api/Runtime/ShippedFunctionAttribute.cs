using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>
/// Marks an assembly as one that offers a <c>[Dependency]</c>, <c>[Validator]</c> or <c>[Parser]</c> method to the apps that
/// reference it. The generator
/// writes the attribute. It searches only assemblies that have one, and reads from it whatever the method's metadata does not say.
/// </summary>
/// <param name="type">The class of the method.</param>
/// <param name="method">The method's name.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ShippedFunctionAttribute(Type type, string method) : Attribute
{
    /// <summary>The class of the method.</summary>
    public Type Type { get; } = type;

    /// <summary>The method's name.</summary>
    public string Method { get; } = method;

    /// <summary>Whether only assemblies that see the internals of this one can use the method. The default is false.</summary>
    public bool FriendsOnly { get; init; }

    /// <summary>The errors that the method may end with.</summary>
    public Type[] Errors { get; init; } = [];

    /// <summary>The statuses of its errors that have no type of their own.</summary>
    public int[] ErrorStatuses { get; init; } = [];

    /// <summary>The documentation of its parameters, in their order; empty if none is documented.</summary>
    public string?[] Descriptions { get; init; } = [];
}
