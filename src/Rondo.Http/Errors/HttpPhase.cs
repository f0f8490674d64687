namespace Rondo.Http;

/// <summary>The phases of a call, one of which its time was up in.</summary>
public enum HttpPhase
{
    /// <summary>A place under the limit of concurrent calls.</summary>
    Queue,

    /// <summary>The addresses of the host.</summary>
    Resolve,

    /// <summary>The TCP connection.</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>The first byte of the response, a connection that another call opens, or a tunnel through a proxy.</summary>
    FirstByte,

    /// <summary>The body of the response.</summary>
    Body,
}
