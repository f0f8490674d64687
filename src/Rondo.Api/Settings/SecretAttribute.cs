namespace Rondo.Api;

/// <summary>A setting whose value no report may show. Names with the word password, secret, token or key are secret without it.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SecretAttribute : Attribute;
