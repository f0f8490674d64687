using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Server;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Differential;
using Rondo.Web.Tests.Faults;

namespace Rondo.Web.Tests.Metrics;

/// <summary>The same app on stock Kestrel, or on Rondo, and what it has measured.</summary>
internal sealed class MeasuredApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MeasuredApp(WebApplication app)
    {
        _app = app;
        Measured = new Measurements(app.Services);
    }

    internal Measurements Measured { get; }

    internal IPEndPoint EndPoint => DifferentialApp.EndPoint(_app);

    /// <param name="driver">Null for stock Kestrel.</param>
    /// <param name="configure">Limits and endpoints.</param>
    internal static async Task<MeasuredApp> StartAsync(string? driver, Action<KestrelServerOptions>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        if (driver is not null)
        {
            builder.WebHost.UseRondo(options =>
            {
                options.Loops = 1;
                options.Loop = new EventLoopOptions { Driver = driver, StallThreshold = Timeout.InfiniteTimeSpan, GracePeriod = TimeSpan.FromSeconds(1), HardDeadline = TimeSpan.FromSeconds(1) };
            });
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(1.1));
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(1);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
            kestrel.Limits.MaxRequestBodySize = 1000;
            if (configure is null)
                kestrel.Listen(IPAddress.Loopback, 0);
            else
                configure(kestrel);
        });
        var app = builder.Build();
        MeasuredEndpoints.Map(app);
        await app.StartAsync();
        return new MeasuredApp(app);
    }

    internal async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(EndPoint);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>One connection: what is sent, and how the client leaves; then what was recorded until its end.</summary>
    internal async Task<string> ConverseAsync(string sent, Leaving leaving, params string[] instruments)
    {
        Measured.Clear();
        await using (var stream = await ConnectAsync())
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(sent));
            switch (leaving)
            {
                case Leaving.AfterAnswer:
                    await ReadOnceAsync(stream);
                    break;
                case Leaving.WithReset:
                    await ReadOnceAsync(stream);
                    stream.Reset();
                    break;
                case Leaving.WhenServerDoes:
                    await stream.ReadAllAsync();
                    break;
                case Leaving.AtOnce:
                    break;
            }
        }

        await Eventually.TrueAsync(() => Measured.Count("kestrel.connection.duration") == 1);
        return Measured.Take(instruments);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Measured.Dispose();
    }

    private static async Task ReadOnceAsync(NetworkStream stream) => Assert.NotEqual(0, await stream.ReadAsync(new byte[4096]).AsTask().WaitAsync(Eventually.Patience));
}
