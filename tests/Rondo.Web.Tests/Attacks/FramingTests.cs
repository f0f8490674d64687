using Rondo.Web.Tests.Differential;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Where a message ends: what two servers read differently smuggles a request past the first.</summary>
public class FramingTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    private const string End = "0\r\n\r\n";

    /// <summary>What would be a second request to a server that reads the first otherwise.</summary>
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

    [Theory]
    [InlineData("4;a\nb\r\nbody\r\n")]
    [InlineData("4;a=b\n\r\nbody\r\n")]
    [InlineData("4;\n\r\nbody\r\n")]
    [InlineData("4;a=\"\n\"\r\nbody\r\n")]
    [InlineData("4\n;a=b\r\nbody\r\n")]
    public Task Row_01_A_line_feed_in_a_chunk_extension_is_refused(string chunk) => server.RefusesAsync(400, Exchanges.Chunked("/echo", chunk + End + Smuggled));

    [Theory]
    [InlineData("4\r\nbodyXX")]
    [InlineData("4\r\nbody")]
    [InlineData("4\r\nbody\n")]
    [InlineData("4\r\nbody\r")]
    [InlineData("4\r\nbody\n\r")]
    [InlineData("4\r\nbody \r\n")]
    public Task Row_02_Chunk_data_without_its_line_end_is_refused(string chunk) => server.RefusesAsync(400, Exchanges.Chunked("/echo", chunk + End + Smuggled));

    [Theory]
    [InlineData("4\nbody\r\n" + End)]
    [InlineData("4;a=b\nbody\r\n" + End)]
    [InlineData("4\r\nbody\r\n0\n\r\n")]
    [InlineData("0\n\n")]
    public Task Row_03_A_bare_line_feed_after_a_chunk_size_is_refused(string body) => server.RefusesAsync(400, Exchanges.Chunked("/echo", body + Smuggled));

    [Fact]
    public Task Row_04_Extensions_of_many_tiny_chunks_are_bounded() =>
        server.RefusesAsync(400, Exchanges.Chunked("/echo", string.Concat(Enumerable.Repeat($"1;{new string('e', 200)}\r\nx\r\n", 50_000)) + End));

    [Fact]
    public Task Row_04_One_huge_extension_is_bounded() => server.RefusesAsync(400, Exchanges.Chunked("/echo", $"1;{new string('e', 1_000_000)}\r\nx\r\n{End}"));

    [Theory]
    [InlineData("+5")]
    [InlineData("0x5")]
    [InlineData("-0")]
    [InlineData("-5")]
    [InlineData("5 5")]
    [InlineData("5,5")]
    [InlineData("")]
    [InlineData("5.0")]
    [InlineData("9223372036854775808")]
    public Task Row_05_A_length_that_is_not_digits_is_refused(string length) => server.RefusesAsync(400, Exchanges.Post("/echo", $"Content-Length: {length}\r\n", "hello" + Smuggled));

    [Theory]
    [InlineData("0x5")]
    [InlineData("+5")]
    [InlineData("-5")]
    [InlineData(" 5")]
    [InlineData("5 ")]
    [InlineData("")]
    public Task Row_05_A_chunk_size_that_is_not_digits_is_refused(string size) => server.RefusesAsync(400, Exchanges.Chunked("/echo", $"{size}\r\nhello\r\n{End}{Smuggled}"));

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n")]
    [InlineData("transfer-encoding: chunked\r\ncontent-length: 0\r\n")]
    public Task Row_06_Content_Length_and_Transfer_Encoding_together_are_refused(string headers) => server.RefusesAsync(400, Exchanges.Post("/echo", headers, "4\r\nbody\r\n" + End + Smuggled));

    [Theory]
    [InlineData("Content-Length: 4\r\nContent-Length: 5\r\n")]
    [InlineData("Content-Length: 4\r\nContent-Length: 4\r\n")]
    [InlineData("Content-Length: 4, 4\r\n")]
    [InlineData("Content-Length: 4\r\nX-A: b\r\ncontent-length: 0\r\n")]
    public Task Row_07_More_than_one_length_is_refused(string headers) => server.RefusesAsync(400, Exchanges.Post("/echo", headers, "body" + Smuggled));

    [Theory]
    [InlineData("chunked, gzip")]
    [InlineData("chunked, identity")]
    [InlineData("chunked, chunked")]
    [InlineData("chunked;q=1")]
    [InlineData("\"chunked\"")]
    [InlineData("chunked\u000b")]
    [InlineData("\u000bchunked")]
    [InlineData("gzip, chunked, chunked")]
    [InlineData("chunked\r\nTransfer-Encoding: identity")]
    [InlineData("")]
    public Task Row_08_A_coding_that_does_not_end_in_chunked_is_refused(string coding) => server.RefusesAsync(400, Exchanges.Post("/echo", $"Transfer-Encoding: {coding}\r\n", "4\r\nbody\r\n" + End + Smuggled));

    /// <summary>RFC 9112 6.1: the content would be another than the client means.</summary>
    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    [InlineData("xchunked")]
    [InlineData("foo;q=1")]
    [InlineData("gzip, chunked")]
    [InlineData("GZIP,chunked")]
    [InlineData("gzip\r\nTransfer-Encoding: chunked")]
    public Task A_coding_that_is_unknown_is_refused_with_501(string coding) =>
        server.RefusesAsync(501, Exchanges.Post("/echo", $"Transfer-Encoding: {coding}\r\n", "4\r\nbody\r\n" + End + Smuggled));

    [Theory]
    [InlineData("10000000000000000")]
    [InlineData("ffffffffffffffff")]
    [InlineData("8000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffff")]
    [InlineData("10000000000000004")]
    public Task Row_13_A_chunk_size_that_does_not_fit_is_refused(string size) => server.RefusesAsync(400, Exchanges.Chunked("/echo", $"{size}\r\nbody\r\n{End}"));

    [Theory]
    [InlineData(";")]
    [InlineData(";;")]
    [InlineData(";=b")]
    [InlineData(";a=")]
    [InlineData(";a=b;")]
    [InlineData(";a b")]
    [InlineData(";(a)")]
    [InlineData(";a=\"b")]
    [InlineData(";a=\"b\"c")]
    [InlineData(";a\u0001")]
    [InlineData(";a=\"\u0001\"")]
    [InlineData(";a\0")]
    [InlineData(";a\u007f")]
    [InlineData(";a\rb")]
    public Task Row_21_A_malformed_chunk_extension_is_refused(string extension) => server.RefusesAsync(400, Exchanges.Chunked("/echo", $"4{extension}\r\nbody\r\n{End}{Smuggled}"));

    [Theory]
    [InlineData(";a")]
    [InlineData(";a=b")]
    [InlineData(";a=\"b;c\\\"d\"")]
    [InlineData("; a = b ;c")]
    public async Task Row_21_A_wellformed_chunk_extension_is_not(string extension) => Assert.EndsWith("read 4: body\ntrailers\nHTTP/1.1 200 OK\nContent-Length: 5\nDate: now\nServer: itself\n\nprobe\n-- open", await server.SendAsync(Exchanges.Chunked("/echo", $"4{extension}\r\nbody\r\n{End}")), StringComparison.Ordinal);
}
