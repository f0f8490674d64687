namespace Rondo.Api;

/// <summary>Names the dependency that a parameter takes its value from, where several return its type.</summary>
/// <param name="type">The class of the method.</param>
/// <param name="method">The method's name, as by <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class DependsOnAttribute(Type type, string method) : Attribute
{
    /// <summary>The class of the method.</summary>
    public Type Type { get; } = type;

    /// <summary>The method's name.</summary>
    public string Method { get; } = method;
}
