namespace Rondo.Api;

/// <summary>How long the value of a dependency lives, and so who shares it.</summary>
public enum DependencyScope
{
    /// <summary>
    /// One request's handler: the code after <c>yield return</c> runs when the handler has returned and before the response is sent, so
    /// that a commit that fails becomes an error response. The default.
    /// </summary>
    Handler,

    /// <summary>One request: cleaned up when the response has been sent.</summary>
    Request,

    /// <summary>
    /// One connection: cleaned up when it is closed. Not one user: a proxy sends the requests of many users over one connection.
    /// </summary>
    Connection,

    /// <summary>One event loop: made on first use there, cleaned up when the app stops. Its values need no locks.</summary>
    Loop,

    /// <summary>The app: made at start, before the first request is accepted, cleaned up when it stops. Shared by all loops.</summary>
    App,
}
