using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Http1.Parsing;

/// <summary>The error of a request, and its status. The rules are RFC 9110's and 9112's.</summary>
internal static class BadRequest
{
    private static readonly object s_reason = new();

    /// <summary>Why the connection ends, for the metrics.</summary>
    internal static string EndReasonOf(BadHttpRequestException rejection) => rejection.Data[s_reason] as string ?? EndReason.InvalidHeaders;

    /// <summary>The client has left in the middle of the content.</summary>
    internal static bool IsDeparture(BadHttpRequestException rejection) =>
        ReferenceEquals(rejection.Data[s_reason], EndReason.UnexpectedEnd);

    internal static BadHttpRequestException RequestLine() =>
        For(EndReason.InvalidRequestLine, new("Invalid request line.", StatusCodes.Status400BadRequest));

    internal static BadHttpRequestException RequestLineTooLong() =>
        For(EndReason.InvalidRequestLine, new("Request line too long.", StatusCodes.Status414RequestUriTooLong));

    internal static BadHttpRequestException Version(string version) =>
        For(EndReason.InvalidVersion, new($"Unrecognized HTTP version: '{version}'.", StatusCodes.Status505HttpVersionNotsupported));

    internal static BadHttpRequestException Target() => new("Invalid request target.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException EncodedNul() =>
        new("Invalid request target: its path has a NUL character (%00).", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException ConnectRequired() =>
        new("Request target must be in authority form only for the CONNECT method.",
            StatusCodes.Status405MethodNotAllowed)
        { Data = { ["Allow"] = "CONNECT" } };

    internal static BadHttpRequestException OptionsRequired() =>
        new("The target * is for the OPTIONS method only.", StatusCodes.Status405MethodNotAllowed) { Data = { ["Allow"] = "OPTIONS" } };

    internal static BadHttpRequestException Field() => new("Invalid header line.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException FieldCharacters() => new("Invalid characters in a header.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException HeadersTooLarge() =>
        For(EndReason.HeadersTooLarge, new("Request headers too long.", StatusCodes.Status431RequestHeaderFieldsTooLarge));

    internal static BadHttpRequestException TooManyHeaders() =>
        For(EndReason.TooManyHeaders, new("Request contains too many headers.", StatusCodes.Status431RequestHeaderFieldsTooLarge));

    internal static BadHttpRequestException HeadersTimeout() =>
        For(EndReason.HeadersTimeout, new("Reading the request headers timed out.", StatusCodes.Status408RequestTimeout));

    internal static BadHttpRequestException MissingHost() => new("Request is missing Host header.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException MultipleHosts() => new("Multiple Host headers.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException InvalidHost() => new("Invalid Host header.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException ContentLength() => new("Invalid content length.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException MultipleContentLengths() =>
        new("Multiple Content-Length headers.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException LengthRequired() =>
        new("Requests with this method and version need a Content-Length header.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException TransferCoding() =>
        new("The final transfer coding has to be \"chunked\", once.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException UnknownTransferCoding(string coding) =>
        new($"The transfer coding '{coding}' is unknown: only \"chunked\" is decoded.", StatusCodes.Status501NotImplemented);

    internal static BadHttpRequestException LengthAndCoding() =>
        new("Content-Length and Transfer-Encoding exclude each other.", StatusCodes.Status400BadRequest);

    internal static BadHttpRequestException ChunkSize() =>
        For(EndReason.OtherError, new("Bad chunk size data.", StatusCodes.Status400BadRequest));

    internal static BadHttpRequestException ChunkExtension() =>
        For(EndReason.OtherError, new("Bad chunk extension.", StatusCodes.Status400BadRequest));

    internal static BadHttpRequestException ChunkSuffix() =>
        For(EndReason.OtherError, new("Bad chunk suffix.", StatusCodes.Status400BadRequest));

    internal static BadHttpRequestException ChunkOverhead() =>
        For(EndReason.OtherError, new("The body consists of chunk framing rather than of data.", StatusCodes.Status400BadRequest));

    internal static BadHttpRequestException BodyTooLarge(long limit) =>
        For(EndReason.BodyTooLarge,
            new($"Request body too large. The max request body size is {limit} bytes.", StatusCodes.Status413PayloadTooLarge));

    internal static BadHttpRequestException BodyTimeout() =>
        For(EndReason.BodyTooSlow,
            new("Reading the request body timed out due to data arriving too slowly. See MinRequestBodyDataRate.",
                StatusCodes.Status408RequestTimeout));

    internal static BadHttpRequestException UnexpectedEnd() =>
        For(EndReason.UnexpectedEnd, new("Unexpected end of request content.", StatusCodes.Status400BadRequest));

    internal static BadHttpRequestException UnexpectedEndOfHead() =>
        new("Unexpected end of request content.", StatusCodes.Status400BadRequest);

    private static BadHttpRequestException For(string reason, BadHttpRequestException rejection)
    {
        rejection.Data[s_reason] = reason;
        return rejection;
    }
}
