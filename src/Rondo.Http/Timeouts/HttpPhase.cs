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

    /// <summary>The TLS handshake, or a proxy's tunnel.</summary>
    Tls,

    /// <summary>The first byte of the response, or a connection that another call opens.</summary>
    FirstByte,

    /// <summary>The body of the response.</summary>
    Body,
}
