namespace System.Runtime.CompilerServices;

/// <summary>netstandard2.0 lacks it: the compiler asks for it by its name.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class InterpolatedStringHandlerAttribute : Attribute;
