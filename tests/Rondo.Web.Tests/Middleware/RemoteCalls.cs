using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Rondo.Web.Tests.Protos;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Middleware;

/// <summary>
/// Calls of gRPC and of SignalR behind a middleware. On a server gRPC uses HTTP/2; a test client speaks HTTP/1.1, and there it uses gRPC-Web.
/// </summary>
internal static class RemoteCalls
{
    private const string Hub = "/hub";

    internal static void Configure(RondoAppBuilder builder, bool isServed)
    {
        builder.Services.AddGrpc();
        builder.Services.AddSignalR();
        if (isServed)
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2));
    }

    internal static void Map(RondoApp app)
    {
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.MapGrpcService<EcosystemTests.GreeterService>();
        // Long polling asks for the same address again and again: a cache of every GET has to leave it out, on any server.
        app.MapHub<SoupHub>(Hub).CacheOutput(static policy => policy.NoCache());
    }

    /// <returns>What went wrong.</returns>
    internal static async Task<IReadOnlyList<string>> CheckAsync(HttpClient client, RondoApp app, MiddlewareKinds.Setup setup)
    {
        var problems = new List<string>();
        if (!setup.Buffers && (client is TestClient || !setup.LosesGrpc))
            await TryAsync("gRPC", () => CallGreeterAsync(client, app, setup));
        foreach (var transport in new[] { HttpTransportType.WebSockets, HttpTransportType.LongPolling, HttpTransportType.ServerSentEvents }
                     .Take(setup.Buffers ? 2 : 3))
            await TryAsync($"SignalR, {transport}", () => CallHubAsync(client, setup, transport));
        return problems;

        async Task TryAsync(string name, Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (Exception failure)
            {
                problems.Add($"{name}: {failure}");
            }
        }
    }

    private static async Task CallGreeterAsync(HttpClient client, RondoApp app, MiddlewareKinds.Setup setup)
    {
        var address = client.BaseAddress!;
        HttpMessageHandler inner;
        if (client is TestClient test)
            inner = new GrpcWebHandler(GrpcWebMode.GrpcWeb, test.CreateHandler());
        else
            (inner, address) = (new SocketsHttpHandler(), new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Last()));
        using var handler = new Preparing(setup, inner);
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler });
        var greeter = new Greeter.GreeterClient(channel);
        var reply = await greeter.SayHelloAsync(new HelloRequest { Name = "soup" }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("Hello soup", reply.Message);
        using var stream = greeter.Count(new HelloRequest { Name = "n" }, cancellationToken: TestContext.Current.CancellationToken);
        var counted = new List<string>();
        while (await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
            counted.Add(stream.ResponseStream.Current.Message);
        Assert.Equal(["n 0", "n 1", "n 2"], counted);
    }

    private static async Task CallHubAsync(HttpClient client, MiddlewareKinds.Setup setup, HttpTransportType transport)
    {
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(client.BaseAddress!, setup.Prefix + Hub), options =>
        {
            options.Transports = transport;
            if (client is not TestClient test)
                return;
            options.HttpMessageHandlerFactory = _ => test.CreateHandler();
            var loop = EventLoop.Current;
            options.WebSocketFactory = async (context, _) =>
                (await loop.InvokeAsync(() => test.WebSocketAsync(context.Uri.PathAndQuery))).Socket;
        }).Build();
        await connection.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal("hot soup", await connection.InvokeAsync<string>("Heat", "soup", TestContext.Current.CancellationToken));
        var spoons = new List<int>();
        await foreach (var spoon in connection.StreamAsync<int>("Eat", 3, TestContext.Current.CancellationToken))
            spoons.Add(spoon);
        Assert.Equal([0, 1, 2], spoons);
    }

    /// <summary>Sends a request to where the middleware serves the app.</summary>
    private sealed class Preparing(MiddlewareKinds.Setup setup, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(request.RequestUri!, setup.Prefix + request.RequestUri!.AbsolutePath);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class SoupHub : Hub
    {
        public string Heat(string dish) => "hot " + dish;

        public async IAsyncEnumerable<int> Eat(int spoons)
        {
            for (var i = 0; i < spoons; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }
}
