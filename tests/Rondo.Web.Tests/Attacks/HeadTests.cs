using Rondo.Web.Tests.Differential;

namespace Rondo.Web.Tests.Attacks;

/// <summary>The request's line and its fields.</summary>
public class HeadTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    [Theory]
    [InlineData("X-A : b")]
    [InlineData("X-A\t: b")]
    [InlineData("Content-Length : 5")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Host : b")]
    public Task Row_09_Space_before_the_colon_is_refused(string field) => server.RefusesAsync(400, Exchanges.Get("/echo", field + "\r\n"));

    [Theory]
    [InlineData("X-A: b\r\n c")]
    [InlineData("X-A: b\r\n\tc")]
    [InlineData("X-A:\r\n b")]
    [InlineData("Transfer-Encoding:\r\n chunked")]
    public Task Row_10_A_folded_line_is_refused(string field) => server.RefusesAsync(400, Exchanges.Get("/echo", field + "\r\n"));

    [Theory]
    [InlineData("")]
    [InlineData("Host:\r\n")]
    [InlineData("Host: \r\n")]
    [InlineData("Host: a\r\nHost: b\r\n")]
    [InlineData("Host: a\r\nHost: a\r\n")]
    [InlineData("Host: a\r\nhost: b\r\n")]
    [InlineData("Host: a b\r\n")]
    [InlineData("Host: a,b\r\n")]
    [InlineData("Host: a:b\r\n")]
    [InlineData("Host: :80\r\n")]
    [InlineData("Host: [::1\r\n")]
    [InlineData("Host: \u00fc\r\n")]
    [InlineData("Host: a\u0001\r\n")]
    public Task Row_11_A_Host_that_is_missing_doubled_empty_or_invalid_is_refused(string host) => server.RefusesAsync(400, $"GET /echo HTTP/1.1\r\n{host}\r\n");

    [Theory]
    [InlineData("a/x?")]
    [InlineData("a/x")]
    [InlineData("a?x")]
    [InlineData("a#x")]
    [InlineData("a@b")]
    [InlineData("a\\x")]
    [InlineData("a/../x")]
    [InlineData("http://a/x?")]
    public Task Row_12_A_Host_that_would_change_the_URL_is_refused(string host) => server.RefusesAsync(400, $"GET /echo HTTP/1.1\r\nHost: {host}\r\n\r\n");

    [Fact]
    public async Task Row_12_The_path_is_the_targets()
    {
        var answer = await server.SendAsync("GET /path?query HTTP/1.1\r\nHost: other:81\r\n\r\n");
        Assert.Contains("\npath /path\ntarget /path?query\nquery ?query\nhost other:81\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-A: b\0c")]
    [InlineData("X-A: b\rc")]
    [InlineData("X-A: b\r")]
    [InlineData("X-A: b\u0001c")]
    [InlineData("X-A: b\u0008c")]
    [InlineData("X-A: b\u000bc")]
    [InlineData("X-A: b\u001fc")]
    [InlineData("X-A: b\u007fc")]
    [InlineData("Cookie: b\0c")]
    [InlineData("Cookie: b\u0001c")]
    [InlineData("User-Agent: b\u007fc")]
    [InlineData("X A: b")]
    [InlineData("X(A: b")]
    [InlineData("X\0A: b")]
    [InlineData("X\u0001A: b")]
    [InlineData("X\u00fcA: b")]
    [InlineData("\u007f: b")]
    [InlineData("\"X\": b")]
    [InlineData(": b")]
    [InlineData("X-A")]
    public Task Row_14_Control_characters_and_names_that_are_no_tokens_are_refused(string field) => server.RefusesAsync(400, Exchanges.Get("/echo", field + "\r\n"));

    [Theory]
    [InlineData("X-A: b\tc", "b\tc")]
    [InlineData("X-A: \u00c3\u00bc", "\u00c3\u00bc")]
    [InlineData("X-A: \"\\", "\"\\")]
    public async Task Row_14_What_a_value_may_have_is_not(string field, string value) => Assert.Contains($"\n[X-A] {value}\n", await server.SendAsync(Exchanges.Get("/echo", field + "\r\n")), StringComparison.Ordinal);

    [Theory]
    [InlineData("/header-crlf")]
    [InlineData("/header-lf")]
    [InlineData("/header-cr")]
    [InlineData("/header-nul")]
    [InlineData("/header-known-crlf")]
    [InlineData("/header-name")]
    [InlineData("/header-name-colon")]
    public async Task Row_15_A_line_end_in_an_apps_header_throws_and_nothing_of_it_is_sent(string path)
    {
        var answer = await server.SendAsync(Exchanges.Get(path));
        Assert.Contains("Exception\n", answer, StringComparison.Ordinal); // the handler answers with the exception's type
        Assert.DoesNotContain("X-Bad", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Injected", answer, StringComparison.Ordinal);
        Assert.EndsWith("probe\n-- open", answer, StringComparison.Ordinal);
    }

    [Fact]
    public Task Row_16_More_than_100_headers_are_refused() => server.RefusesAsync(431, Exchanges.Get("/echo", string.Concat(Enumerable.Range(0, 100).Select(static i => $"X-{i}: {i}\r\n"))));

    [Theory]
    [InlineData(33_000)]
    [InlineData(1_000_000)]
    public Task Row_16_Headers_over_32_KB_are_refused(int bytes) => server.RefusesAsync(431, Exchanges.Get("/echo", $"X-A: {new string('a', bytes)}\r\n"));

    [Fact]
    public Task Row_16_Headers_over_32_KB_in_small_ones_are_refused() => server.RefusesAsync(431, Exchanges.Get("/echo", string.Concat(Enumerable.Range(0, 90).Select(static i => $"X-{i}: {new string('a', 400)}\r\n"))));

    [Theory]
    [InlineData(8_193)]
    [InlineData(1_000_000)]
    public Task Row_17_A_line_over_8_KB_is_refused(int bytes) => server.RefusesAsync(414, Exchanges.Get("/" + new string('a', bytes)));
}
