using System.Net.WebSockets;
using Microsoft.Extensions.Hosting;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Drain;

/// <summary>A stop that waits says for what. Real time: that is what an operator waits in.</summary>
[Trait("Speed", "Slow")]
public class StopReportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stop_names_the_oldest_requests_that_it_waits_for_and_what_it_cuts_off(bool onKestrel)
    {
        using var log = new AllLines();
        var release = Eventually.Source();
        await using var app = await AnyServer.StartAsync(
            onKestrel,
            app =>
            {
                app.UseWebSockets();
                app.MapGet("/slow/{id}", async (int id) =>
                {
                    await release.Task;
                    return id;
                });
                app.MapGet("/chat", async context =>
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await release.Task;
                });
            },
            build: builder => builder.Services.AddLogging(logging => logging.AddProvider(log)).Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromSeconds(3)));
        using var client = new HttpClient { BaseAddress = app.Address };
        for (var i = 0; i < 6; i++)
            _ = client.GetAsync($"/slow/{i}");
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{app.EndPoint}/chat"), CancellationToken.None);
        await Eventually.TrueAsync(() => app.Services.GetRequiredService<Rondo.Server.ServerLoops>().Requests.Sum() == 7);
        var stopping = app.Services.GetRequiredService<IHost>().StopAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => log.Lines.Any(static line => line.Contains("cancelled 6 requests", StringComparison.Ordinal)));
        release.TrySetResult();
        await stopping;
        var waiting = Assert.Single(log.Lines, static line => line.Contains("has waited", StringComparison.Ordinal));
        Assert.Matches(
            @"^The server stops and has waited \d+\.\d s for 6 requests, 1 WebSocket\. The oldest: (GET /(slow/\{id\}|chat) \(\d+\.\d s\)(, )?){5}\. Those that remain in \d+\.\d s are cancelled\.$",
            waiting);
        Assert.Contains(log.Lines, static line => line.EndsWith("Raise HostOptions.ShutdownTimeout to wait longer.", StringComparison.Ordinal));
    }

    private sealed class AllLines : ILoggerProvider, ILogger
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _lines = new();

        internal string[] Lines => [.. _lines];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
