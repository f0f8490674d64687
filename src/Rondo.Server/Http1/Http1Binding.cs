namespace Rondo.Server.Http1;

/// <summary>
/// What the one who composes an endpoint's pipeline tells the one who binds it: Kestrel does the one right after the other,
/// and an endpoint at a time.
/// </summary>
internal sealed class Http1Binding
{
    private bool _isDirect;

    /// <summary>Set once the server exists.</summary>
    internal Http1Server? Server { get; set; }

    /// <summary>The next endpoint's connections need nothing of Kestrel's, or something.</summary>
    internal void Prepare(bool isDirect) => _isDirect = isDirect;

    /// <summary>Who serves the connections of the endpoint that is bound now; null if Kestrel does.</summary>
    internal Http1Server? TakeServer()
    {
        var server = _isDirect ? Server : null;
        _isDirect = false;
        return server;
    }
}
