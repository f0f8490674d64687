using System.Net.Sockets;
using Rondo.Web.Tests.Faults;

namespace Rondo.Web.Tests.Server;

/// <summary>The app's own Connection header: close ends the connection after the answer, and no other option does.</summary>
public sealed class ConnectionOptionTests
{
    [Theory]
    [InlineData("Upgrade")]
    [InlineData("upgrade")]
    [InlineData("X-Other")]
    [InlineData("keep-alive")]
    [InlineData("Keep-Alive")]
    [InlineData("Upgrade, keep-alive")]
    [InlineData("TE, Upgrade")]
    [InlineData("closed")]
    [InlineData("x-close")]
    public async Task A_pipelined_request_is_answered_after_an_option_that_does_not_close(string option)
    {
        var answers = await AskTwiceAsync(option, "HTTP/1.1\r\nHost: a");
        Assert.Equal(2, Count(answers, "HTTP/1.1 200 OK\r\n"));
        Assert.Equal(2, Count(answers, $"Connection: {option}\r\n"));
        Assert.Equal(1, Count(answers, "Connection: close\r\n")); // of the second, which asks for it
    }

    [Theory]
    [InlineData("close")]
    [InlineData("Close")]
    [InlineData("CLOSE")]
    [InlineData("keep-alive, close")]
    [InlineData("Upgrade, close")]
    [InlineData("close,Upgrade")]
    public async Task Close_ends_the_connection_after_the_answer(string option)
    {
        var answers = await AskTwiceAsync(option, "HTTP/1.1\r\nHost: a");
        Assert.Equal(1, Count(answers, "HTTP/1.1 200 OK\r\n"));
        Assert.EndsWith("\r\n\r\nanswer", answers, StringComparison.Ordinal);
        Assert.Equal(1, Count(answers, "Connection: "));
    }

    [Theory]
    [InlineData("Upgrade", "Connection: keep-alive\r\n")]
    [InlineData("keep-alive", "Connection: keep-alive\r\n")]
    public async Task An_old_client_that_asks_for_it_is_told_that_the_connection_lasts(string option, string expected)
    {
        var answers = await AskTwiceAsync(option, "HTTP/1.0\r\nConnection: keep-alive");
        Assert.Equal(2, Count(answers, "HTTP/1.1 200 OK\r\n"));
        Assert.Contains(expected, answers, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static async Task<string> AskTwiceAsync(string option, string head)
    {
        await using var app = await AnyServer.StartAsync(onKestrel: false, app => app.Run(context =>
        {
            context.Response.Headers.Connection = option;
            context.Response.ContentLength = 6;
            return context.Response.WriteAsync("answer");
        }));
        using var client = new TcpClient();
        await client.ConnectAsync(app.EndPoint);
        await client.GetStream().SendAsync($"GET / {head}\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        return await client.GetStream().ReadAllAsync();
    }
}
