using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Rondo.Server;

namespace Rondo.Web.Tests.Server;

/// <summary>A handler is on its connection's loop from the first request of a connection to the last, before and after each await.</summary>
public class LoopAffinityTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public Task Http1(string driver) => Check(driver, HttpVersion.Version11, null);

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public Task Http1_over_tls(string driver) => Check(driver, HttpVersion.Version11, listen => listen.UseHttps(ServedApp.Certificate()));

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public Task Http2_over_tls(string driver) => Check(driver, HttpVersion.Version20, listen => listen.UseHttps(ServedApp.Certificate()));

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public Task Http2_with_prior_knowledge(string driver) => Check(driver, HttpVersion.Version20, listen => listen.Protocols = HttpProtocols.Http2);

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Every_request_of_a_connection_runs_on_one_thread(string driver)
    {
        await using var app = await ServedApp.StartAsync(
            driver,
            static app => app.MapGet("/", static async () =>
            {
                var before = Environment.CurrentManagedThreadId;
                await Task.Delay(1);
                return $"{before} {Environment.CurrentManagedThreadId}";
            }),
            static options => options.Loops = 2);
        using var client = app.OneConnection();
        var threads = new HashSet<string>();
        for (var i = 0; i < 20; i++)
            threads.UnionWith((await client.GetStringAsync("/")).Split(' '));
        Assert.Single(threads);
    }

    [Fact]
    public async Task Under_a_server_without_connections_each_request_gets_a_loop()
    {
        var threads = new HandlerThreads();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer().UseRondoLoops(static options => options.Loops = 2);
        await using var app = builder.Build();
        app.MapPost("/", threads.Handle);
        await app.StartAsync();
        using var client = app.GetTestClient();
        for (var i = 0; i < 10; i++)
        {
            using var response = await client.PostAsync("/", new StringContent("x"));
            Assert.Equal("(x)", await response.Content.ReadAsStringAsync());
        }

        threads.AssertNeverLeft();
        Assert.All(app.Services.GetRequiredService<ServerLoops>().Requests, static requests => Assert.Equal(5, requests));
    }

    private static async Task Check(string driver, Version version, Action<ListenOptions>? listen)
    {
        var threads = new HandlerThreads();
        await using var app = await ServedApp.StartAsync(driver, app => app.MapPost("/", threads.Handle), static options => options.Loops = 2, listen: listen);
        using var client = app.OneConnection(version);
        for (var i = 0; i < 5; i++)
        {
            using var response = await client.PostAsync("/", new StringContent($"body {i}"));
            Assert.Equal(version, response.Version);
            Assert.Equal($"(body {i})", await response.Content.ReadAsStringAsync());
        }

        // Several at once: over HTTP/2 they interleave on the loop.
        var bodies = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            using var response = await client.PostAsync("/", new StringContent($"{i}"));
            return await response.Content.ReadAsStringAsync();
        }));
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"({i})"), bodies);
        threads.AssertNeverLeft();
    }
}
