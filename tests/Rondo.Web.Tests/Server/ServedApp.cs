using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Server;

namespace Rondo.Web.Tests.Server;

/// <summary>An ordinary ASP.NET Core app served by Rondo on a free port, for one test.</summary>
public sealed class ServedApp : IAsyncDisposable
{
    private ServedApp(WebApplication app) => App = app;

    public WebApplication App { get; }

    public Uri Address { get; private set; } = null!;

    public ServerLoops Loops => App.Services.GetRequiredService<ServerLoops>();

    public static async Task<ServedApp> StartAsync(
        string driver,
        Action<WebApplication> map,
        Action<RondoServerOptions>? configure = null,
        Action<WebApplicationBuilder>? build = null,
        Action<ListenOptions>? listen = null,
        string? unixSocket = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore().AddLogging(logging => logging.AddFilter(null, LogLevel.Warning).AddConsole());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseRondo(options =>
        {
            options.Loops = 1;
            options.Loop = new EventLoopOptions { Driver = driver, StallThreshold = Timeout.InfiniteTimeSpan, GracePeriod = TimeSpan.FromSeconds(1), HardDeadline = TimeSpan.FromSeconds(1) };
            configure?.Invoke(options);
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (unixSocket is not null)
                kestrel.ListenUnixSocket(unixSocket, listen ?? (_ => { }));
            else
                kestrel.Listen(IPAddress.Loopback, 0, listen ?? (_ => { }));
        });
        build?.Invoke(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        var served = new ServedApp(app);
        if (unixSocket is null)
            served.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        else
            served.Address = new Uri("http://localhost");
        return served;
    }

    /// <summary>A client with one connection, so that its requests share it.</summary>
    public HttpClient OneConnection(Version? version = null) => new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = 1,
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    })
    {
        BaseAddress = Address,
        DefaultRequestVersion = version ?? HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(Address.Host, Address.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
        await App.DisposeAsync();
    }
}
