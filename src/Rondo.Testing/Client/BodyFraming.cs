namespace Rondo.Testing.Client;

/// <summary>How a response's body says where it ends (RFC 9112, section 6.3).</summary>
internal enum BodyFraming
{
    Length,
    Chunked,
    UntilClosed,
    Upgraded,
}
