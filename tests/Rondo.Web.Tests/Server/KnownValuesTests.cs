using System.Text;
using Microsoft.Net.Http.Headers;
using Rondo.Server.Http1.Headers;

namespace Rondo.Web.Tests.Server;

/// <summary>Values that connections share, and tables that have no more room than they need.</summary>
public class KnownValuesTests
{
    [Fact]
    public void What_all_clients_say_is_one_string()
    {
        foreach (var (name, value) in new[] { (HeaderNames.Connection, "Upgrade"), (HeaderNames.Upgrade, "websocket"), (HeaderNames.SecWebSocketVersion, "13"), (HeaderNames.Host, "shop.example:8080") })
        {
            var first = KnownValues.Find(name, Encoding.UTF8.GetBytes(value));
            Assert.Equal(value, first);
            Assert.Same(first, KnownValues.Find(name, Encoding.UTF8.GetBytes(value)));
        }
    }

    [Fact]
    public void Values_that_differ_in_anything_are_not_taken_for_it()
    {
        Assert.Equal("a.example", KnownValues.Find(HeaderNames.Host, "a.example"u8));
        Assert.Equal("A.example", KnownValues.Find(HeaderNames.Host, "A.example"u8));
        Assert.Null(KnownValues.Find(HeaderNames.Host, "ä.example"u8));
        Assert.Null(KnownValues.Find(HeaderNames.Connection, "UPGRADE"u8));
        Assert.Null(KnownValues.Find(HeaderNames.SecWebSocketVersion, "12"u8));
        Assert.Null(KnownValues.Find(HeaderNames.Cookie, "13"u8));
    }

    [Fact]
    public void A_table_that_was_trimmed_can_still_grow()
    {
        var headers = new RequestHeaders();
        Assert.True(headers.Receive("Host"u8, HeaderNames.Host, "a.example"u8));
        headers.Trim();
        headers["X-First"] = "1";
        headers["X-Second"] = "2";
        Assert.Equal(("a.example", "1", "2", 3), ((string?)headers[HeaderNames.Host], (string?)headers["X-First"], (string?)headers["X-Second"], headers.Count));
        headers.Reset();
        headers.Trim();
        Assert.Empty(headers);
    }
}
