using System.Text;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>A log provider that throws kept connections open for ever: what ends them logs first.</summary>
public class ThrowingLoggerTests
{
    [Theory]
    [InlineData("GET /fails HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "HTTP/1.1 500")]
    [InlineData("GET /late HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("GET /a b HTTP/1.1\r\n\r\n", "HTTP/1.1 400")]
    public async Task A_log_provider_that_throws_keeps_no_connection_open(string request, string answer)
    {
        await using var app = await ServedApp.StartAsync(
            "epoll",
            app =>
            {
                app.MapGet("/fails", string () => throw new InvalidDataException("the handler's own"));
                app.MapGet("/late", async (HttpContext context) =>
                {
                    await context.Response.WriteAsync("begun");
                    await context.Response.Body.FlushAsync();
                    throw new InvalidDataException("after the response has started");
                });
                app.MapGet("/fine", () => "fine");
            },
            build: builder => builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddFilter(null, LogLevel.Trace).AddProvider(new ThrowingProvider()));
        await using (var stream = await app.ConnectAsync())
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
            var said = new byte[answer.Length];
            await stream.ReadExactlyAsync(said);
            Assert.Equal(answer, Encoding.ASCII.GetString(said));
            // Its end, in whatever way.
            try
            {
                while (await stream.ReadAsync(new byte[4096]).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) > 0)
                {
                }
            }
            catch (IOException)
            {
            }
        }

        using var client = app.OneConnection();
        Assert.Equal("fine", await client.GetStringAsync("/fine"));
        client.Dispose();
        Assert.True(SpinWait.SpinUntil(() => app.Loops.Connections.Sum() == 0, TimeSpan.FromSeconds(30)), $"{app.Loops.Connections.Sum()} connections are left.");
    }

    private sealed class ThrowingProvider : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Rondo", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw new IOException("No space left on device");

        public void Dispose()
        {
        }
    }
}
