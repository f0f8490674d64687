namespace Rondo.Server.Requests;

/// <summary>The answer to a request that was cancelled before its handler answered.</summary>
internal enum CutOff
{
    /// <summary>Sends no more: the end of the connection tells a client that is still there.</summary>
    Abandon,

    /// <summary>Aborts the connection or the stream: to return would end the content as if it were whole.</summary>
    Abort,

    /// <summary>Answers 503.</summary>
    ServiceUnavailable,

    /// <summary>Answers 504.</summary>
    GatewayTimeout,
}
