namespace Rondo.Data;

/// <summary>
/// Asks for the code that reads rows into a type, where no call names the type: it is read by generic code, or in another assembly.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class RowAttribute : Attribute;
