namespace Rondo.Api;

/// <summary>Compression of a WebSocket's messages: permessage-deflate (RFC 7692), where the client offers it.</summary>
/// <remarks>
/// Leave it off where a message holds a secret beside text that somebody else chose: the length of what was compressed tells
/// about the secret (the attacks CRIME and BREACH). A message that becomes no shorter is sent as it is.
/// </remarks>
public sealed class SocketCompression
{
    /// <summary>
    /// How far back the compressor looks for repetitions, as a power of two of bytes: 9 to 15. More compresses better, and costs
    /// each connection that keeps its context more memory: 25 KB at 9, 72 KB at 12, 224 KB at 15.
    /// </summary>
    /// <value>Default: 12.</value>
    public int WindowBits { get; init; } = 12;

    /// <summary>
    /// Whether a message is compressed with the help of those before it, which makes short, similar messages several times shorter.
    /// Without it, a connection keeps no memory between messages.
    /// </summary>
    /// <value>Default: true.</value>
    public bool KeepContext { get; init; } = true;

    internal void Validate()
    {
        if (WindowBits is < 9 or > 15)
            throw new InvalidOperationException($"SocketCompression.WindowBits is {WindowBits}: it has to be 9 to 15.");
    }
}
