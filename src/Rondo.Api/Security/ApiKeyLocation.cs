namespace Rondo.Api;

/// <summary>Where callers put an API key.</summary>
public enum ApiKeyLocation
{
    /// <summary>In a header.</summary>
    Header,

    /// <summary>In the query string: for browsers' WebSockets, which cannot set headers. It ends up in logs.</summary>
    Query,

    /// <summary>In a cookie.</summary>
    Cookie,
}
