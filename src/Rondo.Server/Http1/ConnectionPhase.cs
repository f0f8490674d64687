namespace Rondo.Server.Http1;

/// <summary>The position of an HTTP/1.1 connection between its requests.</summary>
internal enum ConnectionPhase : byte
{
    /// <summary>No request has been complete: the first bytes may belong to another protocol.</summary>
    First,

    /// <summary>A request is in progress.</summary>
    Serving,

    /// <summary>A request is over, and nothing of the next one has come: the exchange still holds the last one.</summary>
    Served,

    /// <summary>The head of the next request arrives.</summary>
    Head,
}
