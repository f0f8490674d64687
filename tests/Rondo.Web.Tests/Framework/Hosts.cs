using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Rondo.Web.Tests.Framework;

/// <summary>One app of the framework as its users run it: on Rondo's server, on stock Kestrel and in a test, in development and in production.</summary>
internal static class Hosts
{
    internal const string Client = "test client";
    internal const string Rondo = "Rondo";
    internal const string Kestrel = "Kestrel";

    public static TheoryData<string, string> All => In(Rondo, Kestrel, Client);

    /// <summary>Those whose server is Rondo's: for what Kestrel answers by itself.</summary>
    public static TheoryData<string, string> OnRondo => In(Rondo, Client);

    private static TheoryData<string, string> In(params string[] hosts)
    {
        var data = new TheoryData<string, string>();
        foreach (var host in hosts)
        {
            foreach (var environment in new[] { "Development", "Production" })
                data.Add(host, environment);
        }

        return data;
    }

    /// <summary>Starts the app, hands a client to the test, and stops the app.</summary>
    internal static Task RunAsync(string host, string environment, Action<RondoApp> map, Func<HttpClient, Task> test, Action<RondoAppBuilder>? configure = null) =>
        RunAsync(host, () => Build(host, environment, map, configure), test);

    /// <inheritdoc cref="RunAsync(string, string, Action{RondoApp}, Func{HttpClient, Task}, Action{RondoAppBuilder}?)"/>
    internal static async Task RunAsync(string host, Func<RondoApp> build, Func<HttpClient, Task> test)
    {
        if (host == Client)
        {
            // On a thread of its own: virtual time waits for those of the pool.
            await Task.Factory.StartNew(() => RunClient(build, test), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return;
        }

        await using var app = build();
        await app.StartAsync();
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            {
                BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
            };
            await test(client);
        }
        finally
        {
            await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
        }
    }

    private static void RunClient(Func<RondoApp> build, Func<HttpClient, Task> test) => EventLoop.Run(
        async () =>
        {
            await using var client = await TestClient.StartAsync(build(), static options => (options.ThrowServerErrors, options.FollowRedirects) = (false, false));
            await test(client);
        },
        new EventLoopOptions { Clock = new VirtualClock(), StallThreshold = Timeout.InfiniteTimeSpan });

    private static RondoApp Build(string host, string environment, Action<RondoApp> map, Action<RondoAppBuilder>? configure)
    {
        var builder = RondoApp.CreateBuilder([$"--environment={environment}", "--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.Server(static server =>
        {
            server.Loops = 1;
            server.Loop = new EventLoopOptions { StallThreshold = Timeout.InfiniteTimeSpan, GracePeriod = TimeSpan.FromSeconds(1), HardDeadline = TimeSpan.FromSeconds(1) };
        });
        if (host == Kestrel)
            builder.UseKestrel();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        configure?.Invoke(builder);
        var app = builder.Build();
        map(app);
        return app;
    }
}
