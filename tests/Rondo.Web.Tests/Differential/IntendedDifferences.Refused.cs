namespace Rondo.Web.Tests.Differential;

/// <summary>What Kestrel serves and Rondo answers with 400, and the end of the connection.</summary>
internal static partial class IntendedDifferences
{
    private const string FieldNames = "A field name is a token (RFC 9110 5.1): what follows a delimiter in it would be another server's value.";
    private const string FieldValues = "A field value has no control characters but the tab (RFC 9110 5.5).";
    private const string Extensions = "A chunk extension is a name, a token, and perhaps a value, a token or a quoted string (RFC 9112 7.1.1): others read the rest as data.";
    private const string Digits = "Content-Length is digits (RFC 9110 8.6): to others a sign makes it invalid, and the body a request.";
    private const string Both = "Content-Length and Transfer-Encoding together are an attempt at smuggling (RFC 9112 6.3): it ought to be handled as an error.";
    private const string Size = "A chunk size that does not fit is the client's error, not the server's (RFC 9112 7.1).";
    private const string EmptyHost = "An http URI has a host (RFC 9110 4.2.1), and Host says which (RFC 9112 3.2).";
    private const string Codings = "A sender applies chunked once and leaves no empty element in a list (RFC 9112 6.1, RFC 9110 5.6.1): servers differ in what they make of it.";
    private const string Line = "One space stands between the parts of the line, and only CRLF may stand before it (RFC 9112 3, 2.2).";
    private const string Target = "A URI has no control characters (RFC 3986 2), and a raw CR in it ends the line for some.";

    private const string Nul = "A path has no NUL, in the absolute form no more than in the origin form.";

    private const string Fragment = "A target has no fragment (RFC 9112 3.2): a proxy that ends the path at the # lets pass what is behind it.";

    private static IEnumerable<(string Name, string Reason)> Refused =>
    [
        ("Content-Length +0", Digits), ("Content-Length -0", Digits), ("Content-Length that is no number '+4'", Digits),
        ("Content-Length and Transfer-Encoding", Both), ("Transfer-Encoding and Content-Length", Both), ("Content-Length 0 and Transfer-Encoding", Both),
        .. "( ) , / ; < = > ? @ [ \\ ] { } \" <01> <7f>".Split(' ').Select(static mark => ($"Field with a bad name X{mark}A:<20>b", FieldNames)),
        .. new[] { "X-A:<20>b<01>c", "X-A:<20>b<08>c", "X-A:<20>b<0b>c", "X-A:<20>b<0c>c", "X-A:<20>b<1f>c", "X-A:<20>b<7f>c", "User-Agent:<20>b<01>c", "Accept:<20><7f>", "Cookie:<20>a=<01>" }
            .Select(static line => ($"Field with a bad value {line}", FieldValues)),
        ("An empty Host", EmptyHost), ("A Host of spaces", EmptyHost), ("An empty Host under HTTP 1.0", EmptyHost),
        .. new[] { ";", ";<20>", ";;", ";a=", ";=b", ";a=b;", ";a<20>b", ";(a)", ";a=(b)", ";a=\"b", ";a=b\"", ";a=\"b\"c", ";a<01>", ";a=<01>", ";a=\"<01>\"", ";a<00>", ";a<7f>", ";<fc>" }
            .Select(static extension => ($"Wrong chunks 4{extension}<0d><0a>body<0d><0a>0<0d><0a><0d><0a>", Extensions)),
        ("Wrong chunks 4<0d><0a>body<0d><0a>0;<0d><0a><0d><0a>", Extensions),
        ("Wrong chunks 4<0d><0a>body<0d><0a>0<0d><0a>X(T:<20>t<0d><0a><0d><0a>", FieldNames),
        .. new[] { "<00>", "<01>" }.Select(static value => ($"Wrong chunks 4<0d><0a>body<0d><0a>0<0d><0a>X-T:<20>{value}<0d><0a><0d><0a>", FieldValues)),
        .. new[] { "8000000000000000", "ffffffffffffffff", "10000000000000000", "fffffffffffffffff" }.Select(static size => ($"Wrong chunks {size}<0d><0a>body", Size)),
        ("A chunk size of 1,000 digits", Size),
        ("Transfer-Encoding chunked,", Codings), ("Transfer-Encoding chunked,<20>", Codings), ("Transfer-Encoding chunked, chunked", Codings), ("Transfer-Encoding twice, chunked both", Codings),
        .. new[] { "http/1.1", "Http/1.1", "HTTP/a.b", "HTTP/1,1", "HTTP/1.x", "HTTP/1.", "HTP/1.1", "HTTP1.1", "SIP/2.0" }.Select(static version => ($"Version {version}", "505 is for a version that is not served (RFC 9110 15.6.6); this is none (RFC 9112 2.3), its case included.")),
        ("Two spaces before the version", Line), ("A bare CR first", Line),
        .. new[] { "/a<01>b", "/a<7f>b", "/a<09>b", "/a<0d>b", "/a?<01>", "/a?<7f>", "/a?b<09>c", "/a?b<0d>c" }.Select(static target => ($"Target with a raw byte {target}", Target)),
        ("Target http://a/%00", Nul),
        .. new[] { "/a?b=c#d", "/a#b", "/#", "/a?b#", "http://a#b" }.Select(static target => ($"Target {target}", Fragment)),
    ];
}
