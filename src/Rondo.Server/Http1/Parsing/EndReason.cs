namespace Rondo.Server.Http1.Parsing;

/// <summary>
/// Why a connection ended otherwise than cleanly, in the words that ASP.NET Core documents for error.type of kestrel.connection.duration.
/// </summary>
internal static class EndReason
{
    internal const string AbortedByApp = "aborted_by_app";
    internal const string AppShutdownTimeout = "app_shutdown_timeout";
    internal const string BodyTooLarge = "max_request_body_size_exceeded";
    internal const string BodyTooSlow = "min_request_body_data_rate";
    internal const string ConnectionReset = "connection_reset";
    internal const string ErrorAfterStart = "error_after_starting_response";
    internal const string HeadersTimeout = "request_headers_timeout";
    internal const string HeadersTooLarge = "max_request_headers_total_size_exceeded";
    internal const string InvalidHeaders = "invalid_request_headers";
    internal const string InvalidRequestLine = "invalid_request_line";
    internal const string InvalidVersion = "invalid_http_version";
    internal const string KeepAliveTimeout = "keep_alive_timeout";
    internal const string LengthMismatch = "response_content_length_mismatch";
    internal const string OtherError = "other_error";
    internal const string ResponseTooSlow = "min_response_data_rate";
    internal const string TlsNotSupported = "tls_not_supported";
    internal const string TooManyHeaders = "max_request_header_count_exceeded";
    internal const string UnexpectedEnd = "unexpected_end_of_request_content";
}
