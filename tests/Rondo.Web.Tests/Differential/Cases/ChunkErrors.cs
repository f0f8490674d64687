namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Chunked bodies that are not.</summary>
internal static class ChunkErrors
{
    private static readonly string[] s_wrong =
    [
        "x\r\nbody\r\n0\r\n\r\n", "\r\nbody\r\n0\r\n\r\n", " 4\r\nbody\r\n0\r\n\r\n", "-4\r\nbody\r\n0\r\n\r\n", "+4\r\nbody\r\n0\r\n\r\n", "0x4\r\nbody\r\n0\r\n\r\n", "4 4\r\nbody\r\n0\r\n\r\n", "4.\r\nbody\r\n0\r\n\r\n", "4h\r\nbody\r\n0\r\n\r\n", "4g\r\nbody\r\n0\r\n\r\n", "\"4\"\r\nbody\r\n0\r\n\r\n", ";a\r\nbody\r\n0\r\n\r\n",
        "4 \r\nbody\r\n0\r\n\r\n", "4\t\r\nbody\r\n0\r\n\r\n", "4;\r\nbody\r\n0\r\n\r\n", "4; \r\nbody\r\n0\r\n\r\n", "4;;\r\nbody\r\n0\r\n\r\n", "4;a=\r\nbody\r\n0\r\n\r\n", "4;=b\r\nbody\r\n0\r\n\r\n", "4;a=b;\r\nbody\r\n0\r\n\r\n", "4;a b\r\nbody\r\n0\r\n\r\n", "4;(a)\r\nbody\r\n0\r\n\r\n", "4;a=(b)\r\nbody\r\n0\r\n\r\n", "4;a=\"b\r\nbody\r\n0\r\n\r\n", "4;a=b\"\r\nbody\r\n0\r\n\r\n", "4;a=\"b\"c\r\nbody\r\n0\r\n\r\n", "4,a\r\nbody\r\n0\r\n\r\n",
        "4;a\u0001\r\nbody\r\n0\r\n\r\n", "4;a=\u0001\r\nbody\r\n0\r\n\r\n", "4;a=\"\u0001\"\r\nbody\r\n0\r\n\r\n", "4;a\0\r\nbody\r\n0\r\n\r\n", "4;a\u007f\r\nbody\r\n0\r\n\r\n", "4;\u00fc\r\nbody\r\n0\r\n\r\n", "4;a\rb\r\nbody\r\n0\r\n\r\n", "4;a\nb\r\nbody\r\n0\r\n\r\n", "4;a=\"\n\"\r\nbody\r\n0\r\n\r\n", "4;a=\"\r\n\"\r\nbody\r\n0\r\n\r\n", "4;a\nbody\r\n0\r\n\r\n", "4;\nbody\r\n0\r\n\r\n",
        "4\nbody\r\n0\r\n\r\n", "4\rbody\r\n0\r\n\r\n", "4\r\r\nbody\r\n0\r\n\r\n", "4\n\rbody\r\n0\r\n\r\n",
        "4\r\nbody0\r\n\r\n", "4\r\nbody\n0\r\n\r\n", "4\r\nbody\r0\r\n\r\n", "4\r\nbodyXX0\r\n\r\n", "4\r\nbody\r\r\n0\r\n\r\n", "4\r\nbody \r\n0\r\n\r\n", "4\r\nbody\r\n\r\n0\r\n\r\n", "3\r\nbody\r\n0\r\n\r\n", "4\r\nbodyX\r\n0\r\n\r\n", "5\r\nbody\r\n0\r\n\r\n",
        "4\r\nbody\r\n0\n\r\n", "4\r\nbody\r\n0\r\r\n\r\n", "4\r\nbody\r\n0x0\r\n\r\n", "4\r\nbody\r\nx\r\n\r\n", "4\r\nbody\r\n-0\r\n\r\n", "4\r\nbody\r\n0 \r\n\r\n", "4\r\nbody\r\n0;\r\n\r\n",
        "4\r\nbody\r\n0\r\nX-T : t\r\n\r\n", "4\r\nbody\r\n0\r\n X-T: t\r\n\r\n", "4\r\nbody\r\n0\r\nX-T: t\r\n u\r\n\r\n", "4\r\nbody\r\n0\r\nX-T\r\n\r\n", "4\r\nbody\r\n0\r\n: t\r\n\r\n", "4\r\nbody\r\n0\r\nX T: t\r\n\r\n", "4\r\nbody\r\n0\r\nX(T: t\r\n\r\n", "4\r\nbody\r\n0\r\nX-T: \0\r\n\r\n", "4\r\nbody\r\n0\r\nX-T: \u0001\r\n\r\n", "4\r\nbody\r\n0\r\nX-T: a\rb\r\n\r\n",
        "4\r\nbody\r\n0\r\nX-T: t\r\r\n\r\n", "4\r\nbody\r\n0\r\n\rX\r\n",
        "8000000000000000\r\nbody", "7fffffffffffffff\r\nbody", "ffffffffffffffff\r\nbody", "10000000000000000\r\nbody", "fffffffffffffffff\r\nbody", "80000000\r\nbody", "100000000\r\nbody", "ffffffff\r\nbody",
    ];

    /// <summary>Where Kestrel waits for more: the client ends.</summary>
    private static readonly string[] s_waiting =
    [
        "4", "4\r", "4\r\n", "4\r\nbo", "4\r\nbody", "4\r\nbody\r", "4\r\nbody\r\n", "4\r\nbody\r\n0", "4\r\nbody\r\n0\r", "4\r\nbody\r\n0\r\n", "4\r\nbody\r\n0\r\n\r", "4\r\nbody\r\n0\r\nX-T", "4\r\nbody\r\n0\r\nX-T: t\r\n", "4\r\nbody\r\n0\r\nX-T: t\r\n\r", "4;a", "4;a=b\r", "",
    ];

    internal static IEnumerable<Exchange> All =>
    [
        .. s_wrong.Select(static body => new Exchange($"Wrong chunks {RequestLines.Shown(body)}", Exchanges.Chunked("/echo", body))),
        .. s_waiting.Select(static body => new Exchange($"Chunks that end early '{RequestLines.Shown(body)}'", Exchanges.Chunked("/caught", body)) { Ending = Ending.HalfClose }),
        .. new[] { "4\r\nbody\r\n0\r\nX-T: t\n\r\n", "4\r\nbody\r\n0\r\nX-T: t\n\n", "4\r\nbody\r\n0\r\n\n" }
            .Select(static body => new Exchange($"A bare LF in the trailer {RequestLines.Shown(body)}", Exchanges.Chunked("/echo", body)) { Ending = Ending.HalfClose }),
        new("Wrong chunks, caught", Exchanges.Chunked("/caught", "x\r\nbody\r\n0\r\n\r\n")),
        new("Wrong chunks, unread", Exchanges.Chunked("/unread", "x\r\nbody\r\n0\r\n\r\n")),
        new("Wrong chunks after a good one, caught", Exchanges.Chunked("/caught", "4\r\nbody\r\nx\r\n")),
        new("Wrong chunks after a good one, unread", Exchanges.Chunked("/unread", "4\r\nbody\r\nx\r\n")),
        new("Wrong chunks after a good one, read in part", Exchanges.Chunked("/some", "4\r\nbody\r\nx\r\n")) { Unsplit = "An error behind what is read is met only where it has arrived already." },
        new("Wrong trailers, unread", Exchanges.Chunked("/unread", "4\r\nbody\r\n0\r\nX-T\r\n\r\n")),
        new("No line end after a chunk, caught", Exchanges.Chunked("/caught", "4\r\nbodyXX0\r\n\r\n")),
        new("An extension of 100 bytes", Exchanges.Chunked("/echo", $"4;{new string('e', 100)}\r\nbody\r\n0\r\n\r\n")),
        new("A chunk size of 1,000 digits", Exchanges.Chunked("/echo", $"{new string('1', 1000)}\r\n")),
        new("Wrong chunks and another request after them", Exchanges.Chunked("/echo", "4\r\nbodyX0\r\n\r\n") + Exchanges.Get("/smuggled")) { EndOrReset = "what is unread when the server closes" },
    ];
}
