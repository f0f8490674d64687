namespace Rondo.Server.WebSockets.Zlib;

/// <summary>The return codes of zlib.</summary>
internal enum ZStatus
{
    Ok = 0,
    StreamEnd = 1,
    DataError = -3,

    /// <summary>Nothing could be done for want of input or room: no error.</summary>
    BufferError = -5,
}
