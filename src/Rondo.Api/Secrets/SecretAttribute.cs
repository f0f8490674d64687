namespace Rondo.Api;

/// <summary>
/// Marks an input or a setting whose value is never shown: validation errors and reports of settings say what is wrong without it.
/// </summary>
/// <remarks>
/// Names with words such as password, secret, token, credential or API key are secret without it, in any case and spelling, and
/// so are members
/// with <c>[DataType(DataType.Password)]</c>. Everything inside a secret member is secret, too.
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SecretAttribute : Attribute;
