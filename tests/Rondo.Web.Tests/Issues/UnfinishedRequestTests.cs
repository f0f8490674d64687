using System.Buffers;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>Ends of requests that left something behind for the next one, or for the same one's other answer.</summary>
public class UnfinishedRequestTests
{
    /// <summary>Complete does not wait; the request has to, or the next one finds the output in use.</summary>
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_large_answer_that_is_completed_synchronously_is_sent_before_the_next_request(string driver)
    {
        const int Size = 300_000;
        await using var app = await ServedApp.StartAsync(driver, static app =>
        {
            app.MapGet("/complete", static context =>
            {
                context.Response.ContentLength = Size;
                context.Response.BodyWriter.GetSpan(Size)[..Size].Fill((byte)'c');
                context.Response.BodyWriter.Advance(Size);
                context.Response.BodyWriter.Complete();
                return Task.CompletedTask;
            });
            app.MapGet("/write", static async context =>
            {
                context.Response.ContentLength = Size;
                await context.Response.BodyWriter.WriteAsync(Enumerable.Repeat((byte)'w', Size).ToArray());
            });
        });
        await using var stream = await app.ConnectAsync();
        var paths = new[] { "/complete", "/write", "/complete", "/complete", "/write" };
        await stream.SendAsync(string.Concat(paths.Select(static path => $"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")));
        foreach (var path in paths)
        {
            var answer = await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience);
            Assert.StartsWith("HTTP/1.1 200 ", answer);
            Assert.DoesNotContain("close", answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)]);
            Assert.EndsWith(new string(path[1], Size), answer);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task What_a_handler_wrote_before_its_deadline_is_no_part_of_the_504(string driver)
    {
        await using var app = await ServedApp.StartAsync(
            driver,
            static app => app.MapGet("/", static async context =>
            {
                context.Response.BodyWriter.Write("""{"half":"""u8);
                await EventLoop.SleepForever();
            }),
            static options => options.RequestDeadline = TimeSpan.FromMilliseconds(50));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var answer = await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience);
        Assert.StartsWith("HTTP/1.1 504 ", answer);
        Assert.Contains("Content-Length: 0\r\n", answer);
        Assert.EndsWith("\r\n\r\n", answer);
    }

    /// <summary>What was examined is not all that will come, but it is all that is the content's.</summary>
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_content_that_came_with_a_cancelled_read_is_offered_again(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapPost("/", static async context =>
        {
            var reader = context.Request.BodyReader;
            reader.CancelPendingRead();
            var first = await reader.ReadAsync();
            var seen = $"{first.IsCanceled} {first.Buffer.Length}";
            reader.AdvanceTo(first.Buffer.Start, first.Buffer.End);
            var second = await reader.ReadAsync();
            seen += $" {second.IsCanceled} {second.Buffer.Length} {second.IsCompleted}";
            reader.AdvanceTo(second.Buffer.End);
            await context.Response.WriteAsync(seen);
        }));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
        Assert.EndsWith("True 5 False 5 True", await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience));
    }
}
