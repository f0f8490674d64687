namespace Rondo.Api;

/// <summary>An example of a parameter, a property or a whole type, for the docs.</summary>
/// <param name="value">The value. For a class or record, and for anything else that is no string: its JSON, as text.</param>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Class | AttributeTargets.Struct,
    AllowMultiple = true)]
public sealed class ExampleAttribute(object? value) : Attribute
{
    /// <summary>The value.</summary>
    public object? Value { get; } = value;
}
