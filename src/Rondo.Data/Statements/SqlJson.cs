namespace Rondo.Data.Statements;

/// <summary>A value that is written as JSON, by the contract of a type.</summary>
/// <param name="Value">The value.</param>
/// <param name="Type">The type whose contract is used.</param>
internal sealed record SqlJson(object? Value, Type Type);
