namespace Rondo.Server.Http1;

/// <summary>
/// The state that the composer of an endpoint's pipeline hands to its binder: Kestrel does the one right after the other,
/// and an endpoint at a time.
/// </summary>
internal sealed class Http1Binding
{
    private bool _isDirect;

    /// <summary>Set once the server exists.</summary>
    internal Http1Server? Server { get; set; }

    /// <summary>The next endpoint's connections need nothing of Kestrel's, or something.</summary>
    internal void Prepare(bool isDirect) => _isDirect = isDirect;

    /// <summary>The server of the connections of the endpoint that is bound now; null if Kestrel does.</summary>
    internal Http1Server? TakeServer()
    {
        var server = _isDirect ? Server : null;
        _isDirect = false;
        return server;
    }
}
