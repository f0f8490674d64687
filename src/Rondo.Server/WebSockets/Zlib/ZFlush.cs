namespace Rondo.Server.WebSockets.Zlib;

/// <summary>How much of what was compressed comes out.</summary>
internal enum ZFlush
{
    None = 0,

    /// <summary>All of it, up to a byte: ends with 00 00 FF FF.</summary>
    Sync = 2,

    /// <summary>The same, and what follows refers to nothing before.</summary>
    Full = 3,
}
