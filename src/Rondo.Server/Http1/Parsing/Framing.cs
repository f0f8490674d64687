namespace Rondo.Server.Http1.Parsing;

/// <summary>How the end of a request's content is told (RFC 9112 6.3).</summary>
internal enum Framing : byte
{
    /// <summary>There is no content.</summary>
    None,

    /// <summary>By Content-Length.</summary>
    Length,

    Chunked,
}
