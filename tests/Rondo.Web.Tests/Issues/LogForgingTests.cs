using Rondo.Api;
using Rondo.Server;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Issues;

/// <summary>A request cannot write lines of its own into the log.</summary>
public class LogForgingTests
{
    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("/\r\ninfo: all is well", "/\\r\\ninfo: all is well")]
    [InlineData("/\u001b[2J\0\u007f\u0085", "/\\u001b[2J\\u0000\\u007f\\u0085")]
    [InlineData("/\u2028\u2029\u202e\ufeff", "/\\u2028\\u2029\\u202e\\ufeff")]
    [InlineData("/gr\u00fc\u00dfe/\ud83d\ude00", "/gr\u00fc\u00dfe/\ud83d\ude00")]
    [InlineData("/\t", "/\\t")]
    public void Control_characters_are_escaped(string text, string logged) => Assert.Equal(logged, new LogText(text).ToString());

    [Fact]
    public void Halves_of_characters_are_escaped() => Assert.Equal("a\\ud83db\\ude00", new LogText("a\ud83db\ude00").ToString());

    [LoopFact]
    public async Task Paths_and_names_are_logged_without_control_characters()
    {
        var log = new CollectedLog();
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                app.Get("/fail/{*rest}", string (string rest) => throw new InvalidOperationException("failed"));
                app.Get("/after/{*rest}", (string rest, After after) => after.Run("send " + rest, static Task () => throw new InvalidOperationException("failed")));
                app.Get("/stream/{*rest}", (string rest) => Numbers());
            },
            builder => builder.Logging.AddProvider(log));
        const string Path = "x%0d%0aforged%1b%5b2J%e2%80%a8";
        await client.AnswerAsync("/fail/" + Path);
        await client.AnswerAsync("/after/" + Path);
        await Record.ExceptionAsync(() => client.AnswerAsync("/stream/" + Path));
        await Eventually.TrueAsync(() => log.Of("Rondo.Api").Length >= 3);
        Assert.All(log.Of("Rondo.Api"), static line =>
        {
            Assert.Contains("x\\r\\nforged\\u001b[2J\\u2028", line, StringComparison.Ordinal);
            Assert.DoesNotContain(line, char.IsControl);
        });
    }

    private static async IAsyncEnumerable<int> Numbers()
    {
        yield return 1;
        await EventLoop.Yield();
        throw new InvalidOperationException("failed");
    }
}
