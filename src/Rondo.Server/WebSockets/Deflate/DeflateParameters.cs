namespace Rondo.Server.WebSockets.Deflate;

/// <summary>The agreed parameters of <c>permessage-deflate</c> (RFC 7692, 7.1).</summary>
/// <param name="ServerNoContextTakeover">Each message that is sent is compressed by itself.</param>
/// <param name="ClientNoContextTakeover">Each message that is received was compressed by itself.</param>
/// <param name="ServerMaxWindowBits">How far back what is sent may refer: 2 to this power bytes. 9 to 15.</param>
/// <param name="ClientMaxWindowBits">How far back what is received may refer. 8 to 15.</param>
internal sealed record DeflateParameters(
    bool ServerNoContextTakeover = false, bool ClientNoContextTakeover = false, int ServerMaxWindowBits = 15, int ClientMaxWindowBits = 15);
