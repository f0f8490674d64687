namespace Rondo.Testing;

/// <summary>How a <see cref="TestClient"/> behaves.</summary>
public sealed class TestClientOptions
{
    /// <summary>
    /// Whether an exception that a handler lets escape is thrown to the caller of the client, instead of the answer of 500 that a
    /// client would get.
    /// </summary>
    /// <value>Default: true.</value>
    public bool ThrowServerErrors { get; set; } = true;

    /// <summary>Whether redirects are followed.</summary>
    /// <value>Default: true, 20 at most, as in a browser.</value>
    public bool FollowRedirects { get; set; } = true;

    /// <summary>
    /// The base of relative addresses; the host is what the app sees as <c>Host</c>, the connection stays in the process.
    /// </summary>
    /// <value>Default: <c>http://localhost/</c>.</value>
    public Uri BaseAddress { get; set; } = new("http://localhost/");
}
