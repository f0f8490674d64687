namespace System.Runtime.CompilerServices;

/// <summary>The type that records need on netstandard2.0.</summary>
internal static class IsExternalInit;
