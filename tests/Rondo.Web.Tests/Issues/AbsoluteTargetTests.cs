using System.Buffers;
using System.Text;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Web.Tests.Issues;

/// <summary>The absolute form of a target was decoded by other rules than the origin form: %2F became a slash, %00 a NUL (found by fuzzing).</summary>
public class AbsoluteTargetTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%2F..%2Fb")]
    [InlineData("/a%2f%2e%2e%2fb")]
    [InlineData("/a/%2e%2e/b")]
    [InlineData("/a/../b/./c")]
    [InlineData("/%2541")]
    [InlineData("/%c3%bc")]
    [InlineData("/%ff")]
    [InlineData("/%zz")]
    [InlineData("//a")]
    [InlineData("/a?b=%2F")]
    public void An_absolute_target_has_the_path_of_its_origin_form(string target)
    {
        var (origin, absolute) = (Read(target), Read("http://a" + target));
        Assert.Equal(origin.Path, absolute.Path);
        Assert.Equal(origin.Query, absolute.Query);
    }

    [Theory]
    [InlineData("http://a/%00")]
    [InlineData("http://a/b%00c")]
    [InlineData("/%00")]
    public void A_NUL_in_a_path_is_refused_in_either_form(string target)
    {
        var refused = Assert.Throws<BadHttpRequestException>(() => Read(target));
        Assert.Equal("Invalid request target: its path has a NUL character (%00).", refused.Message);
    }

    private static RequestHead Read(string target)
    {
        var head = new RequestHead();
        Assert.True(head.TryRead(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n")), out _));
        return head;
    }
}
