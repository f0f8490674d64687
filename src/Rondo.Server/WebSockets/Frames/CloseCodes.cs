namespace Rondo.Server.WebSockets.Frames;

/// <summary>Which codes a close frame may carry (RFC 6455, 7.4, and IANA's registry).</summary>
internal static class CloseCodes
{
    /// <summary>1004 means nothing; 1005, 1006 and 1015 are never sent; 3000 and up are libraries' and applications'.</summary>
    internal static bool IsValid(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
