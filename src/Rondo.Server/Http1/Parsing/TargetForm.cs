namespace Rondo.Server.Http1.Parsing;

/// <summary>How a request names what it is for (RFC 9112 3.2).</summary>
internal enum TargetForm : byte
{
    Origin,
    Absolute,
    Authority,
    Asterisk,
}
