namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Kestrel's limits, at their edges.</summary>
internal static class Limits
{
    private const string Race = "what is unread when the server closes";

    internal static IEnumerable<Exchange> All =>
    [
        // The line counts without its CR LF: "GET " + target + " HTTP/1.1".
        .. new[] { 8190, 8191, 8192, 8193, 8194, 8195, 20_000 }.Select(static length => new Exchange($"A line of {length} bytes", Exchanges.Get("/" + new string('l', length - "GET / HTTP/1.1".Length))) { EndOrReset = length > 16_000 ? Race : null }),
        new("A line without end", "GET /" + new string('l', 10_000)) { Ending = Ending.Read },
        new("A method without end", new string('M', 10_000)) { Ending = Ending.Read },
        .. new[] { 99, 100, 101, 200 }.Select(static count => new Exchange($"{count} fields", Exchanges.Get("/echo", string.Concat(Enumerable.Range(1, count - 1).Select(static i => $"X-{i}: {i}\r\n"))))),
        .. new[] { 99, 100, 101 }.Select(static count => new Exchange($"{count} fields of one name", Exchanges.Get("/echo", string.Concat(Enumerable.Repeat("X-A: b\r\n", count - 1))))),
        // All field lines with their CR LFs, the head's last line included or not: the edge is what is asked for.
        .. Enumerable.Range(32_768 - 5, 10).Append(40_000).Select(static size => new Exchange($"Fields of {size} bytes", Exchanges.Get("/length", Fields(size))) { EndOrReset = size > 33_000 ? Race : null }),
        new("A field without end", "GET / HTTP/1.1\r\nHost: a\r\nX-A: " + new string('v', 40_000)) { Ending = Ending.Read, EndOrReset = Race },
        new("A field name without end", "GET / HTTP/1.1\r\nHost: a\r\n" + new string('n', 40_000)) { Ending = Ending.Read, EndOrReset = Race },
        .. new[] { 101, 200 }.Select(static count => new Exchange($"{count} trailers", Exchanges.Chunked("/echo", "0\r\n" + string.Concat(Enumerable.Range(1, count).Select(static i => $"X-{i}: {i}\r\n")) + "\r\n"))),
        new("Fifty trailers after fifty fields", Exchanges.Post("/echo", "Transfer-Encoding: chunked\r\n" + string.Concat(Enumerable.Range(1, 48).Select(static i => $"X-{i}: {i}\r\n")), "0\r\n" + string.Concat(Enumerable.Range(1, 50).Select(static i => $"T-{i}: {i}\r\n")) + "\r\n")),
        new("Sixty trailers after fifty fields", Exchanges.Post("/echo", "Transfer-Encoding: chunked\r\n" + string.Concat(Enumerable.Range(1, 48).Select(static i => $"X-{i}: {i}\r\n")), "0\r\n" + string.Concat(Enumerable.Range(1, 60).Select(static i => $"T-{i}: {i}\r\n")) + "\r\n")),
        new("Trailers of 20 KB", Exchanges.Chunked("/echo", $"0\r\nX-T: {new string('t', 20_000)}\r\n\r\n")),
        new("Trailers of 40 KB", Exchanges.Chunked("/echo", $"0\r\nX-T: {new string('t', 40_000)}\r\n\r\n")) { EndOrReset = Race },
        new("A body at the limit", Exchanges.Post("/limit", "Content-Length: 10\r\n", "0123456789")),
        new("A body over the limit", Exchanges.Post("/limit", "Content-Length: 11\r\n", "0123456789X")),
        new("A body over the limit, caught", Exchanges.Post("/limit-caught", "Content-Length: 11\r\n", "0123456789X")),
        new("A body over the limit that nobody reads", Exchanges.Post("/limit-unread", "Content-Length: 11\r\n", "0123456789X")),
        new("Chunks at the limit", Exchanges.Chunked("/limit", "a\r\n0123456789\r\n0\r\n\r\n")),
        new("Chunks at the limit, two", Exchanges.Chunked("/limit", "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n")),
        new("Chunks over the limit", Exchanges.Chunked("/limit", "b\r\n0123456789X\r\n0\r\n\r\n")),
        new("Chunks over the limit, two", Exchanges.Chunked("/limit", "5\r\n01234\r\n6\r\n56789X\r\n0\r\n\r\n")),
        new("Chunks over the limit, caught", Exchanges.Chunked("/limit-caught", "b\r\n0123456789X\r\n0\r\n\r\n")),
        new("Chunks over the limit that nobody reads", Exchanges.Chunked("/limit-unread", "b\r\n0123456789X\r\n0\r\n\r\n")),
        new("Trailers do not count towards the body", Exchanges.Chunked("/limit", "5\r\n01234\r\n0\r\nX-Trailer: 0123456789\r\n\r\n")),
        new("Extensions count towards the body or do not", Exchanges.Chunked("/limit", "5;extension=0123456789\r\n01234\r\n0\r\n\r\n")),
        new("Many small chunks under the limit", Exchanges.Chunked("/limit", "1\r\n0\r\n1\r\n1\r\n1\r\n2\r\n1\r\n3\r\n0\r\n\r\n")),
        new("No limit", Exchanges.Post("/limit-none", "Content-Length: 11\r\n", "0123456789X")),
        new("A limit that comes late", Exchanges.Post("/limit-late", "Content-Length: 4\r\n", "body")),
        new("A limit below zero", Exchanges.Post("/limit-negative", "Content-Length: 4\r\n", "body")),
        new("A length over the default limit", Exchanges.Post("/echo", "Content-Length: 30000001\r\n", "")),
        new("A length over the default limit, unread", Exchanges.Post("/unread", "Content-Length: 30000001\r\n", "")) { Ending = Ending.Finish, EndOrReset = "Kestrel resets if the end comes before it has closed" },
        new("A length over the default limit, caught", Exchanges.Post("/caught", "Content-Length: 30000001\r\n", "")),
        new("A length at the default limit that does not come", Exchanges.Post("/caught", "Content-Length: 30000000\r\n", "")) { Ending = Ending.HalfClose },
        new("The largest length", Exchanges.Post("/echo", "Content-Length: 9223372036854775807\r\n", "")),
        new("A limit of the app", Exchanges.Get("/limits")),
        new("A limit of an upgrade", Exchanges.Get("/limits", "Connection: Upgrade\r\nUpgrade: echo\r\n")),
    ];

    /// <summary>Fields that, with "Host: a" and its line end, are so long.</summary>
    private static string Fields(int size)
    {
        var text = string.Concat(Enumerable.Range(0, 31).Select(static i => $"X-{i:00}: {new string('v', 1024 - "X-00: \r\n".Length)}\r\n"));
        var rest = size - "Host: a\r\n".Length - text.Length - "X-31: \r\n".Length;
        return $"{text}X-31: {new string('v', rest)}\r\n";
    }
}
