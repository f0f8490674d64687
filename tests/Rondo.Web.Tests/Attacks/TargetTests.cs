using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Differential;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Targets that a proxy in front and the server could read as different paths.</summary>
public class TargetTests(AttackedServer server) : IClassFixture<AttackedServer>
{
    [Theory]
    [InlineData("/see/public#/../secret")]
    [InlineData("/#")]
    [InlineData("/a#b")]
    [InlineData("/a?b#c")]
    [InlineData("/a?#")]
    [InlineData("//#//")]
    [InlineData("#")]
    [InlineData("#/a")]
    [InlineData("*#")]
    [InlineData("http://a/see/public#/../secret")]
    [InlineData("http://a#/secret")]
    [InlineData("http://a?b#c")]
    [InlineData("http://#a/")]
    [InlineData("https://a/#")]
    public Task A_number_sign_in_a_target_is_refused(string target) => server.RefusesAsync(400, Exchanges.Get(target));

    [Theory]
    [InlineData("OPTIONS", "*#")]
    [InlineData("OPTIONS", "/#")]
    [InlineData("CONNECT", "a:80#")]
    [InlineData("CONNECT", "#a:80")]
    [InlineData("HEAD", "/#")]
    [InlineData("FOO", "/#")]
    public Task A_number_sign_is_refused_with_every_method(string method, string target) => server.RefusesAsync(400, $"{method} {target} HTTP/1.1\r\nHost: a:80\r\n\r\n");

    [Fact]
    public Task A_number_sign_is_refused_under_HTTP_1_0() => server.RefusesAsync(400, "GET /a#b HTTP/1.0\r\n\r\n");

    [Theory]
    [InlineData("http://a\\b/echo")]
    [InlineData("http://a\\@b/echo")]
    [InlineData("http://a\\")]
    public Task A_backslash_in_an_authority_is_refused(string target) => server.RefusesAsync(400, Exchanges.Get(target));

    [Theory]
    [InlineData("/a\tb")]
    [InlineData("/a\u0001b")]
    [InlineData("/a\u007fb")]
    [InlineData("/a\0b")]
    [InlineData("/a\u00fcb")]
    [InlineData("/a?\u00c3\u00bc")]
    [InlineData("/a\rb")]
    [InlineData("/a%00b")]
    [InlineData("http://a/a%00b")]
    public Task A_byte_that_is_not_visible_ASCII_is_refused(string target) => server.RefusesAsync(400, Exchanges.Get(target));

    /// <summary>The same path in both forms. Only a slash ends a segment, and only a segment of dots is one.</summary>
    [Theory]
    [InlineData("/a\\..\\b", "/a\\..\\b")]
    [InlineData("/a/..\\b", "/a/..\\b")]
    [InlineData("/a/..%5cb", "/a/..\\b")]
    [InlineData("/a/..%2fb", "/a/..%2fb")]
    [InlineData("/a%2f..%2fb", "/a%2f..%2fb")]
    [InlineData("/a/%2e%2e/b", "/b")]
    [InlineData("/a/.%2e/b", "/b")]
    [InlineData("/a/%252e%252e/b", "/a/%2e%2e/b")]
    [InlineData("/a/..;/b", "/a/..;/b")]
    [InlineData("/a;x=1/b", "/a;x=1/b")]
    [InlineData("//a//b", "//a//b")]
    [InlineData("/a%23b", "/a#b")]
    [InlineData("/a%3fb", "/a?b")]
    [InlineData("/a%25b", "/a%b")]
    [InlineData("/%41", "/A")]
    [InlineData("/a/../../b", "/b")]
    [InlineData("/a|b^c`{d}\"<e>", "/a|b^c`{d}\"<e>")]
    public async Task A_path_is_read_the_same_way_in_the_origin_and_the_absolute_form(string target, string path)
    {
        Assert.Contains($"\npath {path}\n", await server.SendAsync(Exchanges.Get(target)), StringComparison.Ordinal);
        Assert.Contains($"\npath {path}\n", await server.SendAsync(Exchanges.Get("http://a" + target)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, false)]
    [InlineData(HttpProtocols.Http2, false)]
    [InlineData(HttpProtocols.Http1, true)]
    [InlineData(HttpProtocols.Http2, true)]
    public async Task A_number_sign_is_refused_under_every_protocol_on_every_server(HttpProtocols protocol, bool onKestrel)
    {
        var served = 0;
        await using var app = await AnyServer.StartAsync(onKestrel, app => app.Run(_ =>
        {
            served++;
            return Task.CompletedTask;
        }), endpoint => endpoint.Protocols = protocol);
        foreach (var target in new[] { "/see/public#/../secret", "/#", "/a?b#c" })
        {
            var status = protocol == HttpProtocols.Http2
                ? await Http2Request.StatusAsync(app.Address, target)
                : await StatusAsync(app.EndPoint, target);
            Assert.Equal("400", status);
        }

        Assert.Equal(0, served);
    }

    private static async Task<string> StatusAsync(IPEndPoint server, string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server);
        await client.GetStream().WriteAsync(Exchange.Bytes(Exchanges.Get(target)));
        var start = new byte["HTTP/1.1 400".Length];
        await client.GetStream().ReadExactlyAsync(start).AsTask().WaitAsync(Eventually.Patience);
        return Encoding.ASCII.GetString(start)[9..];
    }
}
