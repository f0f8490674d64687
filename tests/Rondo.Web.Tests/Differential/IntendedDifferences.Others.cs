namespace Rondo.Web.Tests.Differential;

/// <summary>What Rondo answers in another way than with 400.</summary>
internal static partial class IntendedDifferences
{
    private const string Served = "HTTP/1.1 200 OK\n…\n\nmethod …-- open";
    private const string Decoded = "HTTP/1.1 200 OK\n…\n\nmethod POST\n…\nread 4: body\ntrailers\n…-- open";
    private const string TooLarge = "HTTP/1.1 413 Payload Too Large\nConnection: close\nContent-Length: 0\nDate: now\nServer: itself\n\n-- closed";
    private const string SaysClose = "HTTP/1.1 200 OK\nConnection: close\nContent-Length: …-- closed";
    private const string Trailers = "Chunked content may be followed by trailers (RFC 9112 7.1.2), which gRPC-Web and checksums use; Kestrel has them in HTTP/2 only.";
    private const string Counted = "The limit is of the content (RFC 9110 6.4), not of what frames it, which has a limit of its own.";
    private const string Interim = "A final response has a status of three digits from 200 (RFC 9110 15): behind an interim one the client waits for another response.";
    private const string Whole = "An answer that the app did not complete must not look complete (RFC 9112 8).";

    private const string UnknownCoding = "HTTP/1.1 501 Not Implemented\nConnection: close\nContent-Length: 0\nDate: now\nServer: itself\n\n-- closed";
    private const string HostOfTarget = "The host of an absolute target takes the place of Host (RFC 9112 3.2.2).";

    private static IEnumerable<(string Name, string Answer, string Reason)> Others =>
    [
        .. Versions, .. TransferCodings, .. AbsoluteTargets, .. ConnectionOptions,
        ("Target HTTP://a/echo", Served, "A URI's scheme is case-insensitive (RFC 3986 3.1)."),
        ("Chunks 4<20>;a=b<0d><0a>body<0d><0a>0<0d><0a><0d><0a>", Decoded, "White space may stand before the semicolon of an extension, and is to be taken out (RFC 9112 7.1.1)."),
        ("Chunks 4<09>;a<0d><0a>body<0d><0a>0<0d><0a><0d><0a>", Decoded, "White space may stand before the semicolon of an extension, and is to be taken out (RFC 9112 7.1.1)."),
        ("Chunks 4<0d><0a>body<0d><0a>0<0d><0a>X-T:<0d><0a><0d><0a>", "HTTP/1.1 200 OK\n…\ntrailers\n[X-T] \n…-- open", "A field's value may be empty (RFC 9110 5.5), a trailer's as well as a header's."),
        ("A size of many zeros", Decoded, "A chunk size may begin with zeros (RFC 9112 7.1)."),
        ("Content-Length 0", "HTTP/1.1 200 OK\n…\nread 0: \ntrailers\n…-- open", "Content that has been read to its end has its trailers: none (RFC 9110 6.5). Kestrel says so of all framings but this."),
        ("Content-Length 00", "HTTP/1.1 200 OK\n…\nread 0: \ntrailers\n…-- open", "Content that has been read to its end has its trailers: none (RFC 9110 6.5). Kestrel says so of all framings but this."),
        ("Transfer-Encoding under HTTP 1.0 with keep-alive", SaysClose, "Who speaks HTTP/1.0 may not have understood the coding that it forwards: the connection ends after the answer (RFC 9112 6.1)."),
        .. new[] { "7fffffffffffffff", "80000000", "100000000", "ffffffff" }.Select(static size => ($"Wrong chunks {size}<0d><0a>body", TooLarge, "Content that is larger than the server takes is 413 (RFC 9110 15.5.14).")),
        .. new[] { "Wrong chunks, caught", "Wrong chunks after a good one, caught", "No line end after a chunk, caught" }.Select(static name => (name, SaysClose, "A server that is going to close says so (RFC 9112 9.6).")),
        .. new[] { "HEAD /trailers" }.Select(static name => (name, "HTTP/1.1 200 OK\n…Trailer: X-Sum\nX-Head: 1\n\n…-- open", Trailers)),
        ("Answer /trailers", "HTTP/1.1 200 OK\n…\n\nwith trailers\n-- trailer X-Sum: 42\n-- trailer X-Also: yes\n…-- open", Trailers),
        ("HTTP 1.1 with close /trailers", "HTTP/1.1 200 OK\n…\n\nwith trailers\n-- trailer X-Sum: 42\n-- trailer X-Also: yes\n-- closed", Trailers),
        ("Answer /trailers-empty", "HTTP/1.1 200 OK\n…\n\n-- trailer X-Sum: 0\n…-- open", Trailers),
        ("Answer /trailers-supported", "HTTP/1.1 200 OK\n…\n\nTrue True\n…-- open", Trailers),
        ("HTTP 1.1 with close /trailers-supported", "HTTP/1.1 200 OK\n…\n\nTrue True\n-- closed", Trailers),
        ("Feature /features", "HTTP/1.1 200 OK\n…\nIHttpResponseTrailersFeature True\n…-- open", Trailers),
        ("Features of a request with a body", "HTTP/1.1 200 OK\n…\nIHttpResponseTrailersFeature True\n…-- open", Trailers),
        ("Answer /pipe-unflushed", "HTTP/1.1 200 OK\nContent-Length: 9\n…\n\nunflushed\n…-- open", "A length that is known is better sent than chunks (RFC 9110 8.6)."),
        .. new[] { "Failure /throw-unflushed", "Failure with a body unread /throw-unflushed" }
            .Select(static name => (name, "HTTP/1.1 500 Internal Server Error\nContent-Length: 0\nDate: now\nServer: itself\n\nHTTP/1.1 200 OK\n…-- open", "What follows an answer's content is the next answer (RFC 9112 9.3): Kestrel sends what the app had not flushed after the length of zero.")),
        ("Failure /204-chunked", "HTTP/1.1 500 Internal Server Error\n…-- open", "204 has no Transfer-Encoding (RFC 9112 6.1): the app's error is answered as such, where Kestrel says nothing."),
        ("Failure /pipe-complete-error", "reset", Whole),
        .. from head in new[] { "HTTP 1.0", "HTTP 1.0 with keep-alive", "Failure under HTTP 1.0" }
           from path in new[] { "/throw-after-flush", "/trailers" }
           where path != "/trailers" || !head.StartsWith("Failure", StringComparison.Ordinal)
           select ($"{head} {path}", "reset", Whole),
        .. new[] { "Answer /100", "Answer /102", "Failure /bad-status" }.Select(static name => (name, "HTTP/1.1 500 Internal Server Error\n…-- open", Interim)),
        ("A length over the default limit, unread", "HTTP/1.1 200 OK\nConnection: close\nContent-Length: 6\n…-- closed or reset", "A server that will not take in the rest says that it closes (RFC 9112 9.6)."),
        ("An upgrade under HTTP 1.0", "HTTP/1.1 200 OK\n…InvalidOperationException …-- closed", "A server ignores Upgrade in HTTP/1.0 (RFC 9110 7.8)."),
        ("Chunks at the limit", "HTTP/1.1 200 OK\n…\nread 10: 0123456789\n…-- open", Counted),
        ("Chunks at the limit, two", "HTTP/1.1 200 OK\n…\nread 10: 0123456789\n…-- open", Counted),
        ("Trailers do not count towards the body", "HTTP/1.1 200 OK\n…\nread 5: 01234\n…-- open", Counted),
        ("Extensions count towards the body or do not", "HTTP/1.1 200 OK\n…\nread 5: 01234\n…-- open", Counted),
        ("Many small chunks under the limit", "HTTP/1.1 200 OK\n…\nread 4: 0123\n…-- open", Counted),
        ("Connection as the app sees it", "HTTP/1.1 200 OK\n…\n[Connection] X-A, keep-alive\n…-- open", "A field is handed on as it came (RFC 9110 7.6.1 leaves removing it to proxies); Kestrel shows the app its own reading."),
        ("ab", "HTTP/1.1 200 OK\nConnection: keep-alive\n…\n[Connection] Keep-Alive\n…-- open", "A field is handed on as it came; Kestrel shows the app its own spelling."),
    ];

    private static IEnumerable<(string Name, string Answer, string Reason)> Versions =>
        new[] { "HTTP/1.2", "HTTP/1.9" }.Select(static version => ($"Version {version}", SaysClose, "A later minor version is served as the highest that is known (RFC 9110 2.5)."));

    private static IEnumerable<(string Name, string Answer, string Reason)> TransferCodings =>
        new[] { "identity", "gzip", "chunke", "xchunked", "chunkedx", "x" }.Select(static coding => $"Transfer-Encoding that does not end in chunked '{coding}'")
            .Concat(
            [
                "Transfer-Encoding identity,<20>chunked", "Transfer-Encoding gzip,<20>chunked", "Transfer-Encoding on GET that is not chunked",
                "Transfer-Encoding twice, chunked last", "Transfer-Encoding under HTTP 1.0 that is not chunked",
            ])
            .Select(static name => (name, UnknownCoding, "A server says with 501 that it does not know a coding (RFC 9112 6.1): the content would be another than the client means."));

    private static IEnumerable<(string Name, string Answer, string Reason)> AbsoluteTargets =>
    [
        .. new[] { "http://[::1]/echo", "http://b/a/../c", "http://b/%41%2F", "http://a:8080/echo", "http://b/echo" }.Select(static target => ($"Target {target}", Served, HostOfTarget)),
        ("An absolute target and another Host", Served, HostOfTarget),
        ("An absolute target with a port and Host without", Served, HostOfTarget),
        ("An absolute target under HTTP 1.0", "HTTP/1.1 200 OK\n…\n\nmethod …\nhost a\n…-- closed", HostOfTarget),
    ];

    private static IEnumerable<(string Name, string Answer, string Reason)> ConnectionOptions =>
    [
        ("Answer /connection-other", "HTTP/1.1 200 OK\nConnection: X-Other\n…\n\nother\n…-- open", "Only close ends a connection (RFC 9112 9.3). Kestrel ends it without a word."),
        .. from head in new[] { "HTTP 1.0", "HTTP 1.0 with keep-alive", "HTTP 1.1 with close" }
           from option in new[] { (Path: "/connection-other", Name: "X-Other"), (Path: "/keep-alive", Name: "keep-alive") }
           select ($"{head} {option.Path}", $"HTTP/1.1 200 OK\nConnection: close\nConnection: {option.Name}\n…-- closed", "A server that is going to close says so (RFC 9112 9.6)."),
    ];
}
