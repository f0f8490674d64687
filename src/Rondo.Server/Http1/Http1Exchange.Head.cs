using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Rondo.Server.Http1.Bodies;
using Rondo.Server.Http1.Headers;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Server.Http1;

/// <summary>The head of the response: how the content is framed, and whether the connection continues.</summary>
internal abstract partial class Http1Exchange
{
    /// <summary>Decides how the content is framed and what becomes of the connection, and writes the head.</summary>
    /// <param name="isComplete">The app is done, so that what is not there now does not come.</param>
    /// <returns>False if the app's headers contradict its status, and it is too late to tell it.</returns>
    private bool WriteHead(bool isComplete)
    {
        var headers = _responseHeaders;
        var connection = headers[HeaderNames.Connection] is { Count: > 0 } options ? ConnectionOptions.Parse(options) : default;
        var codings = headers[HeaderNames.TransferEncoding];
        // Other options than close, the Upgrade of a 426 among them, say nothing about the connection's end (RFC 9112 9.3).
        KeepsAlive &= !connection.Close;
        if (codings.Count > 0 && !TransferCodings.EndInChunked(codings))
            KeepsAlive = false;
        // A handler that answers without reading leaves more than will be thrown away.
        if (Connection.IsDraining || (_requestBody.Left > RequestBody.MaxDiscarded && (isComplete || !_requestBody.HasStarted)))
            KeepsAlive = false;

        if (!TryFrame(isComplete, codings.Count > 0, out var mode, out var length))
            return false;
        headers.MakeReadOnly();
        ResponseBody.Start(mode);
        var own = new ResponseHead.Options(
            Length: length ?? -1,
            Connection: OwnConnectionOption(connection),
            IsChunked: mode == BodyMode.Chunked,
            HasServer: !Connection.Server.Options.AddServerHeader || headers.ContainsKey(HeaderNames.Server),
            HasDate: headers.ContainsKey(HeaderNames.Date));
        ResponseHead.Write(Output, _statusCode, _reasonPhrase, headers, own);
        return true;
    }

    /// <summary>Decides how the content is framed.</summary>
    /// <param name="isComplete">The app is done.</param>
    /// <param name="hasCoding">The app frames the content itself.</param>
    /// <param name="mode">The framing.</param>
    /// <param name="length">The Content-Length; null: there is none.</param>
    /// <returns>False if the app's headers contradict its status.</returns>
    private bool TryFrame(bool isComplete, bool hasCoding, out BodyMode mode, out long? length)
    {
        mode = IsHead
            || _statusCode is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified
            ? BodyMode.None : BodyMode.Plain;
        var mayHaveLength = _statusCode is >= 200 and not StatusCodes.Status204NoContent
            && !(HttpMethods.IsConnect(Head.Method) && _statusCode is >= 200 and < 300);
        length = _responseHeaders.ContentLength;
        if (mode == BodyMode.None && hasCoding)
            return Contradiction(
                isComplete, $"Setting the header {HeaderNames.TransferEncoding} is not allowed on responses with status "
                    + $"code {_statusCode}.");
        if (length is not null)
        {
            if (!mayHaveLength)
            {
                if (length != 0)
                    return Contradiction(
                        isComplete, $"Setting the header {HeaderNames.ContentLength} is not allowed on responses with status "
                            + $"code {_statusCode}.");
                length = null;
            }
            else if (_statusCode == StatusCodes.Status205ResetContent && length != 0)
            {
                return Contradiction(isComplete, "Setting a non-zero Content-Length is not allowed on responses with status code 205.");
            }
        }
        else if (_statusCode == StatusCodes.Status101SwitchingProtocols)
        {
            KeepsAlive = false;
        }
        else if (!hasCoding)
        {
            FrameUndeclared(isComplete, mayHaveLength, ref mode, ref length);
        }

        return true;
    }

    /// <summary>Frames content that the app has announced in no way.</summary>
    private void FrameUndeclared(bool isComplete, bool mayHaveLength, ref BodyMode mode, ref long? length)
    {
        if ((isComplete || mode == BodyMode.None) && ResponseBody.Written == 0)
        {
            if (mayHaveLength && !IsHead && _statusCode != StatusCodes.Status304NotModified)
                length = 0;
        }
        else if (isComplete && mode == BodyMode.Plain && mayHaveLength)
        {
            // All of it was written before anything had to be sent.
            length = ResponseBody.Written;
        }
        else if (Head.IsHttp11)
        {
            if (mode == BodyMode.Plain)
                mode = BodyMode.Chunked;
        }
        else
        {
            KeepsAlive = false;
        }
    }

    /// <summary>The Connection option that is added to the app's, so that the client knows the connection's fate.</summary>
    private string? OwnConnectionOption(ConnectionOptions ofApp)
    {
        if (_isUpgraded)
            return null;
        if (!KeepsAlive)
            return ofApp.Close ? null : "close";
        return Head.IsHttp11 || ofApp.KeepAlive ? null : "keep-alive";
    }

    private bool Contradiction(bool isComplete, string message)
    {
        var exception = new InvalidOperationException(message);
        if (!isComplete)
            throw exception;
        Fail(exception);
        return false;
    }
}
