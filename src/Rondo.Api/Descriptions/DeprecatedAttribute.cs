namespace Rondo.Api;

/// <summary>
/// Shows a handler, a parameter or a property as one that callers should no longer use. Nothing else changes; <c>[Obsolete]</c>
/// has the same effect on a handler.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class DeprecatedAttribute : Attribute;
