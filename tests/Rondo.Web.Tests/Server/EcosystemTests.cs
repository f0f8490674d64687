using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.FileProviders;
using Rondo.Web.Tests.Protos;
using Yarp.ReverseProxy.Configuration;

namespace Rondo.Web.Tests.Server;

/// <summary>What ASP.NET's own documentation builds, on Rondo's loops.</summary>
public class EcosystemTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task SignalR(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapHub<ChatHub>("/hub"), build: static builder => builder.Services.AddSignalR());
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(app.Address, "/hub")).Build();
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.On<string>("said", text => received.TrySetResult(text));
        await connection.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(5, await connection.InvokeAsync<int>("Say", "hello", TestContext.Current.CancellationToken));
        Assert.Equal("hello", await received.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Grpc_unary_and_streaming(string driver)
    {
        await using var app = await ServedApp.StartAsync(
            driver,
            static app => app.MapGrpcService<GreeterService>(),
            build: static builder => builder.Services.AddGrpc(),
            listen: static listen => listen.Protocols = HttpProtocols.Http2);
        using var channel = GrpcChannel.ForAddress(app.Address);
        var client = new Greeter.GreeterClient(channel);
        var reply = await client.SayHelloAsync(new HelloRequest { Name = "loop" }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("Hello loop", reply.Message);
        using var stream = client.Count(new HelloRequest { Name = "n" }, cancellationToken: TestContext.Current.CancellationToken);
        var counted = new List<string>();
        await foreach (var each in stream.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            counted.Add(each.Message);
        Assert.Equal(["n 0", "n 1", "n 2"], counted);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Static_files_with_ranges(string driver)
    {
        var folder = Directory.CreateTempSubdirectory("rondo-static");
        var bytes = new byte[300_000];
        new Random(2).NextBytes(bytes);
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "data.bin"), bytes, TestContext.Current.CancellationToken);
        try
        {
            await using var app = await ServedApp.StartAsync(driver, app => app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(folder.FullName) }));
            using var client = app.OneConnection();
            Assert.Equal(bytes, await client.GetByteArrayAsync("/data.bin"));
            client.DefaultRequestHeaders.Range = new(100, 199);
            Assert.Equal(bytes[100..200], await client.GetByteArrayAsync("/data.bin"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Yarp_in_front_of_another_server(string driver)
    {
        await using var behind = await ServedApp.StartAsync(driver, static app => app.MapGet("/api/{n}", static (int n) => $"behind {n}"));
        await using var app = await ServedApp.StartAsync(
            driver,
            static app => app.MapReverseProxy(),
            build: builder => builder.Services.AddReverseProxy().LoadFromMemory(
                [new RouteConfig { RouteId = "all", ClusterId = "behind", Match = new RouteMatch { Path = "/{**rest}" } }],
                [new ClusterConfig { ClusterId = "behind", Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = behind.Address.ToString() } } }]));
        using var client = app.OneConnection();
        for (var i = 0; i < 5; i++)
            Assert.Equal($"behind {i}", await client.GetStringAsync($"/api/{i}"));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Middleware_runs_on_the_loop_in_its_order(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app =>
        {
            app.Use(static async (context, next) =>
            {
                context.Items["trace"] = $"in:{EventLoop.TryCurrent?.Name}";
                await next();
                await context.Response.WriteAsync($" out:{EventLoop.TryCurrent?.Name}");
            });
            app.MapGet("/", static async context => await context.Response.WriteAsync($"{context.Items["trace"]}"));
        });
        using var client = app.OneConnection();
        Assert.Equal("in:loop-0 out:loop-0", await client.GetStringAsync("/"));
    }

    public sealed class ChatHub : Hub
    {
        public async Task<int> Say(string text)
        {
            await Task.Delay(1); // SignalR dispatches its hubs on the thread pool, under any server
            await Clients.All.SendAsync("said", text);
            return text.Length;
        }
    }

    public sealed class GreeterService : Greeter.GreeterBase
    {
        public override async Task<HelloReply> SayHello(HelloRequest request, ServerCallContext context)
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            return new HelloReply { Message = $"Hello {request.Name}" };
        }

        public override async Task Count(HelloRequest request, IServerStreamWriter<HelloReply> responseStream, ServerCallContext context)
        {
            for (var i = 0; i < 3; i++)
            {
                await responseStream.WriteAsync(new HelloReply { Message = $"{request.Name} {i}" });
                await EventLoop.Yield();
            }
        }
    }
}
