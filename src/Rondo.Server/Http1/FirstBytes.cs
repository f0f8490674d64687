namespace Rondo.Server.Http1;

/// <summary>The protocol that the first bytes of a connection belong to, where it is another than HTTP/1.1.</summary>
internal enum FirstBytes : byte
{
    Http1,
    Http2Preface,
    Tls,
}
