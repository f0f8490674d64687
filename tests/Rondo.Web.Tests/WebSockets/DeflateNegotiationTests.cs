using System.Diagnostics;
using Rondo.Server.WebSockets.Deflate;

namespace Rondo.Web.Tests.WebSockets;

public class DeflateNegotiationTests
{
    [Theory]
    [InlineData("permessage-deflate", "permessage-deflate")]
    [InlineData("Permessage-Deflate", "permessage-deflate")]
    [InlineData("permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits=15")]
    [InlineData("permessage-deflate; client_max_window_bits=10", "permessage-deflate; client_max_window_bits=10")]
    [InlineData("permessage-deflate; client_max_window_bits=\"10\"", "permessage-deflate; client_max_window_bits=10")]
    [InlineData("permessage-deflate; client_max_window_bits=8", "permessage-deflate; client_max_window_bits=8")]
    [InlineData("permessage-deflate; server_max_window_bits=9", "permessage-deflate; server_max_window_bits=9")]
    [InlineData("permessage-deflate;server_max_window_bits = \"15\" ", "permessage-deflate; server_max_window_bits=15")]
    [InlineData("permessage-deflate; server_no_context_takeover", "permessage-deflate; server_no_context_takeover")]
    [InlineData("permessage-deflate; client_no_context_takeover", "permessage-deflate; client_no_context_takeover")]
    [InlineData(
        "permessage-deflate; client_max_window_bits=9; server_max_window_bits=12; client_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; client_max_window_bits=9")]
    [InlineData("permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=10", "permessage-deflate; server_max_window_bits=10")]
    [InlineData("x-webkit-deflate-frame, permessage-bzip2; level=\"9\", , permessage-deflate", "permessage-deflate")]
    [InlineData("permessage-deflate; unknown, permessage-deflate", "permessage-deflate")]
    public void Offers_that_are_accepted(string offer, string response) => Assert.Equal(response, DeflateNegotiation.Accept(offer, false, 15)?.Response);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("permessage-bzip2")]
    [InlineData("permessage-deflates")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=8")]
    [InlineData("permessage-deflate; server_max_window_bits=16")]
    [InlineData("permessage-deflate; server_max_window_bits=09")]
    [InlineData("permessage-deflate; server_max_window_bits=+9")]
    [InlineData("permessage-deflate; server_max_window_bits=")]
    [InlineData("permessage-deflate; server_max_window_bits=10; server_max_window_bits=10")]
    [InlineData("permessage-deflate; client_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=999999999999")]
    [InlineData("permessage-deflate; client_max_window_bits; client_max_window_bits")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; client_no_context_takeover=1")]
    [InlineData("permessage-deflate; server_no_context_takeover=\"true\"")]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover")]
    [InlineData("permessage-deflate; client_max_window_bits=\"10")]
    [InlineData("permessage-deflate; level=9")]
    [InlineData("permessage-deflate;")]
    [InlineData("permessage-deflate x")]
    [InlineData("(permessage-deflate)")]
    public void Offers_that_are_declined(string? offer) => Assert.Null(DeflateNegotiation.Accept(offer, false, 15));

    [Fact]
    public void The_app_may_want_less_than_the_client_offers()
    {
        Assert.Equal("permessage-deflate; server_no_context_takeover; server_max_window_bits=11", DeflateNegotiation.Accept("permessage-deflate", true, 11)?.Response);
        Assert.Equal("permessage-deflate; server_max_window_bits=10", DeflateNegotiation.Accept("permessage-deflate; server_max_window_bits=10", false, 11)?.Response);
        Assert.Equal(new DeflateParameters(true, false, 11, 15), DeflateNegotiation.Accept("permessage-deflate; server_max_window_bits=12", true, 11)?.Parameters);
    }

    [Fact]
    public void Several_headers_are_one_list() =>
        Assert.Equal("permessage-deflate; server_max_window_bits=10", DeflateNegotiation.Accept(new(["foo", "permessage-deflate; bad", "bar, permessage-deflate; server_max_window_bits=10"]), false, 15)?.Response);

    [Theory]
    [InlineData(" ")]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("a;")]
    [InlineData("a,")]
    [InlineData("permessage-deflate; b=\"")]
    [InlineData("permessage-deflate; b, ")]
    public void A_flood_takes_time_in_proportion_to_its_length(string part)
    {
        // 2 MB: what took the square of that would take hours.
        var flood = string.Concat(Enumerable.Repeat(part, 2_000_000 / part.Length));
        var start = Stopwatch.GetTimestamp();
        Assert.Null(DeflateNegotiation.Accept(flood, false, 15));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
    }
}
