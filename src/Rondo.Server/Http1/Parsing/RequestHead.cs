using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Rondo.Server.Http1.Headers;

namespace Rondo.Server.Http1.Parsing;

/// <summary>A request line and its fields, checked as they arrive; kept from request to request for its strings' sake.</summary>
internal sealed partial class RequestHead
{
    internal string Method { get; set; } = "";

    internal bool IsHead => _hasMethod && HttpMethods.IsHead(Method);

    internal string RawTarget { get; set; } = "";

    internal string Path { get; set; } = "";

    internal string Query { get; set; } = "";

    internal TargetForm Form { get; set; }

    internal Uri? AbsoluteTarget { get; set; }

    /// <summary>HTTP/1.1 rather than 1.0.</summary>
    internal bool IsHttp11 { get; set; }

    internal RequestHeaders Headers { get; } = new();

    /// <summary>The delimiter of the content.</summary>
    internal Framing Framing { get; private set; }

    /// <summary>The connection may be used for another request.</summary>
    internal bool KeepsAlive { get; private set; }

    /// <summary>An upgrade is asked for, and there is no content that would stand in its way.</summary>
    internal bool AsksForUpgrade { get; private set; }

    /// <summary>The client waits for 100 Continue before it sends the content.</summary>
    internal bool ExpectsContinue { get; private set; }

    private void Complete()
    {
        CheckHost();
        var connection = _sawConnection ? ConnectionOptions.Parse(Headers[HeaderNames.Connection]) : default;
        KeepsAlive = (IsHttp11 || connection.KeepAlive) && !connection.Close;
        ExpectsContinue = _sawExpect && IsHttp11
            && string.Equals(Headers[HeaderNames.Expect][0], "100-continue", StringComparison.OrdinalIgnoreCase);
        if (_sawTransferEncoding)
        {
            if (Headers.ContentLength is not null)
                throw BadRequest.LengthAndCoding();
            TransferCodings.CheckRequest(Headers[HeaderNames.TransferEncoding]);
            Framing = Framing.Chunked;
            // RFC 9112 6.1: who speaks 1.0 may not have understood what it forwards.
            KeepsAlive &= IsHttp11;
        }
        else
        {
            Framing = Headers.ContentLength > 0 ? Framing.Length : Framing.None;
            if (!IsHttp11 && Headers.ContentLength is null && (HttpMethods.IsPost(Method) || HttpMethods.IsPut(Method)))
                throw BadRequest.LengthRequired();
        }

        AsksForUpgrade = connection.Upgrade && Framing == Framing.None;
    }

    private void CheckHost()
    {
        var hosts = Headers[HeaderNames.Host];
        if (hosts.Count > 1)
            throw BadRequest.MultipleHosts();
        if (hosts.Count == 0)
        {
            if (IsHttp11)
                throw BadRequest.MissingHost();
            UseHostOfTarget();
            return;
        }

        var host = hosts[0]!;
        if (ReferenceEquals(host, _checkedHost) && Form == TargetForm.Origin)
            return;
        if (!Syntax.IsHost(host))
            throw BadRequest.InvalidHost();
        if (Form == TargetForm.Authority && host != RawTarget)
            throw BadRequest.InvalidHost();
        UseHostOfTarget();
        _checkedHost = host;
    }

    /// <summary>The host of an absolute target takes the place of the Host field (RFC 9112 3.2.2).</summary>
    private void UseHostOfTarget()
    {
        if (AbsoluteTarget is not { } uri)
            return;
        if (!Syntax.IsHost(uri.Authority))
            throw BadRequest.Target();
        // Uri does not tell whether a default port was written.
        if (Headers[HeaderNames.Host] is var host && host != uri.Authority && !(uri.IsDefaultPort && host == $"{uri.Authority}:{uri.Port}"))
            Headers[HeaderNames.Host] = uri.Authority;
    }
}
