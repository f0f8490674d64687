using Microsoft.AspNetCore.Http;
using Rondo.Server.Http1.Headers;

namespace Rondo.Server.Http1.Parsing;

/// <summary>One field of a head or a trailer, without the end of its line (RFC 9112 5).</summary>
internal static class FieldLine
{
    /// <summary>Takes name and value apart.</summary>
    /// <exception cref="BadHttpRequestException">The name is no token, or a control character is among the value's.</exception>
    internal static void Split(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        // A line that begins with white space would continue the one before it (obs-fold), and has no name either.
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            throw BadRequest.Field();
        name = line[..colon];
        value = line[(colon + 1)..].Trim(" \t"u8);
        if (name.ContainsAnyExcept(Syntax.Token) || value.ContainsAnyExcept(Syntax.Value))
            throw BadRequest.FieldCharacters();
    }
}
