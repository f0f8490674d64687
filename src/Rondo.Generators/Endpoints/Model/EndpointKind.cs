namespace Rondo.Generators.Endpoints.Model;

/// <summary>The occasion on which a handler runs.</summary>
internal enum EndpointKind
{
    /// <summary>A request of an HTTP method.</summary>
    Http,

    /// <summary>A WebSocket, whose handshake is a GET.</summary>
    WebSocket,

    /// <summary>Each request of the endpoints that a call of <c>Depends</c> is for, before their handlers.</summary>
    GroupDependency,

    /// <summary>An occasion without a request, of a method with <c>[BindsHandler]</c>.</summary>
    Bound,
}
