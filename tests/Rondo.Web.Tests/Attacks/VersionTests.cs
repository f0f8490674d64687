namespace Rondo.Web.Tests.Attacks;

/// <summary>The version in the request line: its case counts, a later minor version is served, another major version is not.</summary>
public class VersionTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    [Theory]
    [InlineData("http/1.1")]
    [InlineData("Http/1.1")]
    [InlineData("HTTp/1.0")]
    [InlineData("http/2.0")]
    [InlineData("HTTP/a.b")]
    [InlineData("HTTP/1,1")]
    [InlineData("HTTP/1.x")]
    [InlineData("HTTP/1.10")]
    [InlineData("HTTP/01.1")]
    [InlineData("HTTPS/1.1")]
    [InlineData("HTTP/-1.1")]
    [InlineData("HTTP/2")]
    [InlineData("SHTP/1.1")]
    public Task What_is_no_version_is_refused_with_400(string version) => server.RefusesAsync(400, $"GET /echo {version}\r\nHost: a\r\n\r\n");

    [Theory]
    [InlineData("HTTP/2.0")]
    [InlineData("HTTP/0.9")]
    [InlineData("HTTP/3.0")]
    [InlineData("HTTP/9.9")]
    public Task Another_major_version_is_refused_with_505(string version) => server.RefusesAsync(505, $"GET /echo {version}\r\nHost: a\r\n\r\n");

    [Theory]
    [InlineData("HTTP/1.2")]
    [InlineData("HTTP/1.9")]
    public async Task A_later_minor_version_is_served_as_1_1(string version)
    {
        var answer = await server.SendAsync($"GET /echo {version}\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("-- open", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://a/echo", "b", "a")]
    [InlineData("http://a:5000/echo", "b", "a:5000")]
    [InlineData("http://a/echo", "a:5000", "a")]
    [InlineData("http://user@a/echo", "b", "a")]
    [InlineData("http://[::1]:80/echo", "b", "[::1]")]
    [InlineData("http://a/x/../echo?y=1", "b", "a")]
    public async Task The_host_of_an_absolute_target_wins(string target, string host, string expected)
    {
        var answer = await server.SendAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        Assert.Contains($"\nhost {expected}\n", answer, StringComparison.Ordinal);
        Assert.Contains("\npath /echo\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("-- open", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_of_an_absolute_target_is_that_of_an_old_client_without_Host() =>
        Assert.Contains("\nhost b\n", await server.SendAsync("GET http://b/echo HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("Host: a/b\r\n")]
    [InlineData("Host: \r\n")]
    [InlineData("Host: a\r\nHost: a\r\n")]
    public Task A_Host_that_is_missing_or_malformed_is_refused_beside_an_absolute_target(string field) =>
        server.RefusesAsync(400, $"GET http://a/echo HTTP/1.1\r\n{field}\r\n");
}
