namespace Rondo.Api;

/// <summary>Makes a method a handler: use <see cref="GetAttribute"/>, <see cref="PostAttribute"/> and their like.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public abstract class RouteAttribute : Attribute
{
    private protected RouteAttribute(string pattern, string method) => (Pattern, Method) = (pattern, method);

    /// <summary>The route's pattern.</summary>
    public string Pattern { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }
}
