using Rondo.Server;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>With a buffer of one byte the half of it, below which one goes on, was nothing, and nothing went on.</summary>
public class SmallBufferTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_connection_with_buffers_of_one_byte_is_served(string driver)
    {
        await using var app = await ServedApp.StartAsync(
            driver,
            static app => app.MapPost("/", static async context => await context.Request.Body.CopyToAsync(context.Response.Body)),
            static options => (options.MaxReadBufferSize, options.MaxWriteBufferSize) = (1, 1));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01234");
        await stream.SendAsync("56789");
        Assert.EndsWith("0\r\n\r\n", await stream.ReadAllAsync());
    }

    [Fact]
    public void A_negative_buffer_size_is_refused()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new RondoServerOptions { MaxReadBufferSize = -1 }.Validate());
        Assert.Equal("RondoServerOptions.MaxReadBufferSize is -1: it has to be 1 or more, or 0 for no limit.", refused.Message);
        refused = Assert.Throws<InvalidOperationException>(() => new RondoServerOptions { MaxWriteBufferSize = -1 }.Validate());
        Assert.Equal("RondoServerOptions.MaxWriteBufferSize is -1: it has to be 1 or more, or 0 for no limit.", refused.Message);
    }
}
