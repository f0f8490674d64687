namespace Rondo.Api;

/// <summary>Takes a parameter from a cookie.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class FromCookieAttribute : Attribute
{
    /// <summary>The cookie's name.</summary>
    /// <value>Default: null, the parameter's name.</value>
    public string? Name { get; set; }
}
